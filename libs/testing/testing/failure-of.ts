import { explore } from '../src/lib/explore/explore.js';
import { ExploreFailure } from '../src/lib/explore/explore-failure.js';
import type { ExploreOptions } from '../src/lib/explore/explore-options.js';
import type { Scenario } from '../src/lib/explore/scenario.js';

/** The failure that an exploration has to find. */
export function failureOf(scenario: Scenario, options?: ExploreOptions): ExploreFailure {
  try {
    explore(scenario, options);
  } catch (error) {
    if (error instanceof ExploreFailure) return error;
    throw error;
  }
  throw new Error('No check has failed.');
}
