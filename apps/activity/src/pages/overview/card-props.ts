import type { HistoryPoint } from '../../shared/sample.js';

/** The props of every card with a chart. */
export interface ChartCardProps {
  readonly history: readonly HistoryPoint[];
  readonly times: readonly number[];
  readonly minutes: number;
}
