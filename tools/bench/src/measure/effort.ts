/** How long everything is measured. */
export interface Effort {
  readonly rounds: number;
  /** How long one contender runs in one round, in ms, about. */
  readonly sliceMs: number;
  /** How long each runs before it is measured, in ms, about: until the engine has compiled what is hot. */
  readonly warmUpMs: number;
  /** How long a slow consumer is watched, in ms. */
  readonly watchMs: number;
  /** How many rows of each axis are measured, from the first on. */
  readonly rows: number;
}

export const efforts = {
  full: { rounds: 15, sliceMs: 200, warmUpMs: 1500, watchMs: 5000, rows: Infinity },
  quick: { rounds: 5, sliceMs: 80, warmUpMs: 600, watchMs: 1000, rows: 1 },
} satisfies Record<string, Effort>;

export type EffortName = keyof typeof efforts;
