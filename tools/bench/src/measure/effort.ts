/** How long each measurement takes. */
export interface Effort {
  readonly rounds: number;
  /** How long one contender runs in one round, in ms, approximately. */
  readonly sliceMs: number;
  /**
   * How long each contender runs before it is measured, in ms, approximately. By then, the engine
   * has compiled the hot code.
   */
  readonly warmUpMs: number;
  /** How long a slow consumer is watched, in ms. */
  readonly watchMs: number;
  /** How many rows of each axis are measured, counted from the first. */
  readonly rows: number;
}

export const efforts = {
  full: { rounds: 15, sliceMs: 200, warmUpMs: 1500, watchMs: 5000, rows: Infinity },
  quick: { rounds: 5, sliceMs: 80, warmUpMs: 600, watchMs: 1000, rows: 1 },
} satisfies Record<string, Effort>;

export type EffortName = keyof typeof efforts;
