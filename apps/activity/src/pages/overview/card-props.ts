import type { HistoryPoint } from '../../shared/sample.js';

/** What every card with a chart gets. */
export interface ChartCardProps {
  readonly history: readonly HistoryPoint[];
  readonly times: readonly number[];
  readonly minutes: number;
}
