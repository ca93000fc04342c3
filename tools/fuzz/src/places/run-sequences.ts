import fc from 'fast-check';
import { describe, Findings } from '../model/findings.js';
import type { Failure, PlaceName, PlaceOptions, PlaceResult } from './place.js';
import { watchUncaught } from './uncaught.js';

/** How many sequences one check runs before the frames are counted. */
const CHUNK = 100;

/** The result of one sequence. */
export interface SequenceResult {
  readonly frames: number;
  /** The longest time that one frame has taken, in ms. */
  readonly longest: number;
}

/**
 * Runs random sequences in virtual time until the hostile peers have sent enough frames. Failures
 * are shrunk and can be replayed.
 */
export async function runSequences<Sequence>(
  place: PlaceName,
  sequences: fc.Arbitrary<Sequence>,
  { seed, frames: wanted, path, shrink = true, stopAt = 5, ignore }: PlaceOptions,
  run: (sequence: Sequence, findings: Findings) => Promise<SequenceResult>,
): Promise<PlaceResult> {
  const failures: Failure[] = [];
  let frames = 0;
  let longest = 0;
  let current = new Findings(ignore);
  const uncaught = watchUncaught((error) => current.add('no uncaught error', describe(error)));
  const property = fc.asyncProperty(sequences, async (sequence) => {
    current = new Findings(ignore);
    const result = await run(sequence, current);
    frames += result.frames;
    longest = Math.max(longest, result.longest);
    const [first] = current.list;
    if (first !== undefined) throw new Error(`${first.promised}: ${first.detail}`);
  });
  for (let chunk = 0; frames < wanted && failures.length < stopAt; chunk++) {
    const details = await fc.check(property, {
      seed: seed + chunk,
      numRuns: CHUNK,
      // A replay is one sequence, and is as small as it was made.
      endOnFailure: !shrink || path !== undefined,
      ...(path !== undefined && { path, numRuns: 1 }),
    });
    if (details.failed) {
      const [counterexample] = details.counterexample ?? [];
      failures.push({
        place,
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
