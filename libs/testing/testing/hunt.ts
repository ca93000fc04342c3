import { ExploreFailure } from '../src/lib/explore/explore-failure.js';
import { explore } from '../src/lib/explore/explore.js';
import type { Explored } from './explored-suite.js';

/** A failure of an explored suite, as plain data. */
export interface Finding {
  /** The exploration. */
  readonly name: string;
  readonly check: string;
  /** The schedules of the explorations before the one that fails, and the failing run of that one. */
  readonly schedules: number;
  readonly marbles: number;
  /** The finding, the diagram and the replay. */
  readonly message: string;
}

/**
 * Runs a suite until one of its explorations fails.
 *
 * @throws Error if a run ends in another way than with a diagram
 */
export function hunt(suite: readonly Omit<Explored, 'schedules'>[]): Finding | undefined {
  let schedules = 0;
  for (const { name, scenario, options } of suite) {
    try {
      schedules += explore(scenario, options).schedules;
    } catch (error) {
      if (!(error instanceof ExploreFailure)) throw error;
      const { message, check, marbles } = error;
      const run = Number(/Found in run (\d+)/.exec(message)![1]);
      return { name, check, schedules: schedules + run, marbles, message };
    }
  }
  return undefined;
}
