import { describe } from '../model/findings.js';
import type { Tally } from '../model/tally.js';
import type { Failure, PlaceOptions, PlaceResult } from '../places/place.js';
import { instrumentProtocol } from './instrument.js';
import { mutate } from './mutate.js';
import { xorshift, type Random } from './random.js';
import type { Target } from './targets.js';
import { targetsOf } from './targets.js';

/** An input that takes longer, in ms, is a finding. */
const LONGEST_MS = 1000;

/**
 * Coverage-guided. An input that reaches a new branch, or an old one more often, stays in the
 * corpus. Later inputs are made from the corpus. Each target gets its share of the inputs.
 */
export function runGuidedPlace(
  { seed, frames, stopAt = 5, ignore }: PlaceOptions,
  tally: Tally,
  entry?: string,
): PlaceResult {
  const { protocol, counters } = instrumentProtocol(entry);
  const targets = targetsOf(protocol);
  const failures: Failure[] = [];
  let longest = 0;
  let done = 0;
  targets.forEach((target, n) => {
    const random = xorshift(seed + n);
    const corpus = [...target.seeds];
    const share = Math.ceil((frames * (n + 1)) / targets.length) - done;
    const reasons = new Set<string>();
    for (let run = 0; run < share && failures.length < stopAt; run++) {
      const input =
        run < corpus.length && run < target.seeds.length ? corpus[run]! : nextInput(corpus, random);
      counters.clear();
      const start = performance.now();
      const error = attempt(target, input);
      const took = performance.now() - start;
      longest = Math.max(longest, took);
      const reason = error ?? (took > LONGEST_MS ? `it takes ${Math.round(took)} ms` : undefined);
      if (reason !== undefined && !reasons.has(reason) && ignore?.test(reason) !== true) {
        reasons.add(reason);
        failures.push({
          place: 'guided',
          seed,
          path: target.name,
          reason: `the codec says what is malformed: ${target.name}: ${reason}`,
          counterexample: JSON.stringify(smallest(target, input, reason)),
        });
      }
      if (counters.isNew()) corpus.push(input);
    }
    done += share;
    tally.add(`${target.name}: inputs`, share);
    tally.add(`${target.name}: corpus`, corpus.length);
  });
  tally.add('branches and statements reached', counters.reached);
  tally.add('branches and statements', counters.total);
  return { frames: done, failures, longest };
}

/** Prefers newer inputs: they have reached branches that the older ones have not. */
function nextInput(corpus: readonly string[], random: Random): string {
  const last = corpus.length - 1;
  const pick = () => corpus[last - Math.min(random(corpus.length), random(corpus.length))]!;
  return mutate(pick(), pick(), random);
}

function attempt(target: Target, input: string): string | undefined {
  try {
    target.run(input);
    return undefined;
  } catch (error) {
    return describe(error);
  }
}

/** Cuts pieces out as long as the input still fails in the same way. */
function smallest(target: Target, input: string, reason: string): string {
  let best = input;
  for (let length = Math.ceil(best.length / 2); length >= 1; length = Math.floor(length / 2)) {
    for (let at = 0; at + length <= best.length;) {
      const shorter = best.slice(0, at) + best.slice(at + length);
      if (attempt(target, shorter) === reason) best = shorter;
      else at += length;
    }
  }
  return best;
}
