import { memoryRun } from '../grammar/sequences.js';
import type { Tally } from '../model/tally.js';
import { runInMemory } from './memory-run.js';
import type { PlaceOptions, PlaceResult } from './place.js';
import { runSequences } from './run-sequences.js';

/** Runs random sequences in virtual time: two hostile renderers attack a main that two honest ones use. */
export function runMemoryPlace(options: PlaceOptions, outcomes: Tally, kinds: Tally): Promise<PlaceResult> {
  return runSequences('memory', memoryRun, options, (run, findings) =>
    runInMemory(run, findings, outcomes, kinds),
  );
}
