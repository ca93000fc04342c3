import { ExploreFailure } from '../src/lib/explore/explore-failure.js';
import { explore } from '../src/lib/explore/explore.js';
import { exploredSuite, type Explored } from './explored-suite.js';

/** A failure of the explored suite, as plain data. */
export interface Finding {
  readonly name: string;
  readonly check: string;
  /** The schedules of the explorations before the one that fails, and the failing run of that one. */
  readonly schedules: number;
  readonly marbles: number;
  readonly message: string;
}

/** Runs the explored suite, and further explorations after it, until one fails. */
export function hunt(further: readonly Omit<Explored, 'schedules'>[] = []): Finding | undefined {
  let schedules = 0;
  for (const { name, scenario, options } of [...exploredSuite, ...further]) {
    try {
      schedules += explore(scenario, options).schedules;
    } catch (error) {
      const { message, check, marbles } = error as ExploreFailure;
      const run = Number(/Found in run (\d+)/.exec(message)?.[1] ?? 0);
      const isDrawn = error instanceof ExploreFailure;
      return {
        name,
        check: isDrawn ? check : (error as Error).name,
        schedules: schedules + run,
        marbles: isDrawn ? marbles : Infinity,
        message,
      };
    }
  }
  return undefined;
}
