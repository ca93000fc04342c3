/**
 * The figures of an exploration in which no check has failed.
 *
 * @example
 * const report = explore(scenario);
 * console.log(String(report), report.schedules);
 */
export class ExploreReport {
  /** The number of complete runs. No two of them are equivalent, if all schedules were explored. */
  readonly schedules: number;
  /** Runs that ended early, because equivalent ones were explored before. */
  readonly pruned: number;
  /** The steps of all runs. */
  readonly steps: number;
  /** The steps of the longest run. */
  readonly longest: number;
  /** The time, in ms. */
  readonly ms: number;
  /** The seed of random schedules. */
  readonly seed: number | undefined;
  /** The words for these schedules: all of them, random ones, or one that was replayed. */
  readonly kind: string;

  /** @internal */
  constructor(figures: Omit<ExploreReport, 'toString' | 'toJSON'>) {
    this.schedules = figures.schedules;
    this.pruned = figures.pruned;
    this.steps = figures.steps;
    this.longest = figures.longest;
    this.ms = figures.ms;
    this.seed = figures.seed;
    this.kind = figures.kind;
  }

  /** One line for a person to read. */
  toString(): string {
    return (
      `${format(this.schedules)} schedules (${this.kind}), ${format(this.pruned)} pruned, ${format(this.steps)} steps, ` +
      `the longest run ${this.longest}, ${format(Math.round(this.ms))} ms`
    );
  }
}

/** Thousands have commas. */
function format(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}
