import type { Ink } from './palette.js';

/** One line of a chart. */
export interface Series {
  readonly name: string;
  readonly ink: Ink;
  readonly isFilled?: boolean;
  readonly values: readonly number[];
}
