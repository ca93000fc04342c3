import { memoryRun } from '../grammar/sequences.js';
import type { Tally } from '../model/tally.js';
import { runInMemory } from './memory.js';
import type { PlaceOptions, PlaceResult } from './place.js';
import { runSequences } from './run-sequences.js';

/** Two hostile renderers among two honest ones. */
export function runMemoryPlace(options: PlaceOptions, tally: Tally, kinds: Tally): Promise<PlaceResult> {
  return runSequences('memory', memoryRun, options, (run, findings) =>
    runInMemory(run, findings, tally, kinds),
  );
}
