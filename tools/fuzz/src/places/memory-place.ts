import fc from 'fast-check';
import { memoryRun } from '../grammar/sequences.js';
import { describe, Findings } from '../model/findings.js';
import type { Tally } from '../model/tally.js';
import { runInMemory, type MemoryRun } from './memory.js';
import type { Failure, PlaceOptions, PlaceResult } from './place.js';
import { watchUncaught } from './uncaught.js';

/** Sequences of one check, after which the count of frames is looked at. */
const CHUNK = 100;

/** Two hostile renderers among two honest ones, in virtual time, so that a failure can be replayed and shrunk. */
export async function runMemoryPlace(
  { seed, frames: wanted, path, shrink = true, stopAt = 5, ignore }: PlaceOptions,
  tally: Tally,
  kinds: Tally,
): Promise<PlaceResult> {
  const failures: Failure[] = [];
  let frames = 0;
  let longest = 0;
  let current = new Findings(ignore);
  const uncaught = watchUncaught((error) => current.add('no uncaught error', describe(error)));
  const property = fc.asyncProperty(memoryRun, async (run: MemoryRun) => {
    current = new Findings(ignore);
    const result = await runInMemory(run, current, tally, kinds);
    frames += result.frames;
    longest = Math.max(longest, result.longest);
    const [first] = current.list;
    if (first !== undefined) throw new Error(`${first.promised}: ${first.detail}`);
  });
  for (let chunk = 0; frames < wanted && failures.length < stopAt; chunk++) {
    const details = await fc.check(property, {
      seed: seed + chunk,
      numRuns: CHUNK,
      // A replay is one sequence, which is as small as it was made.
      endOnFailure: !shrink || path !== undefined,
      ...(path !== undefined && { path, numRuns: 1 }),
    });
    if (details.failed) {
      const [counterexample] = details.counterexample ?? [];
      failures.push({
        place: 'memory',
        seed: details.seed,
        path: details.counterexamplePath ?? '',
        reason: details.errorInstance instanceof Error ? details.errorInstance.message : 'failed',
        counterexample: JSON.stringify(counterexample),
      });
    }
    if (path !== undefined) break;
  }
  uncaught.stop();
  return { frames, failures, longest };
}
