import { invalidArgument } from '@culvert/protocol';
import { reduce as shippedReduce } from '@culvert/router';
import { checkNames } from './check-names.js';
import { checkRecording } from './check-recording.js';
import type { Difference } from './difference.js';
import type { Recording } from './recording.js';
import { drawDifference } from './draw-difference.js';
import { isSameData } from './same-data.js';

/** Options of {@link replay}. */
export interface ReplayOptions {
  /** The router. Default: `reduce` of the installed `@culvert/router`. */
  readonly reduce?: typeof shippedReduce | undefined;
}

/** The amount that a replay has compared. */
export interface Replay {
  /** The number of events. */
  readonly events: number;
  /** The number of their effects, drops among them. */
  readonly effects: number;
  /** The number of drops among the effects. */
  readonly drops: number;
}

/**
 * Gives the recorded events to the router again, from the initial state on. The router has no clock and no other input,
 * so it has to decide exactly the same: the same effects and drops for each event, and the same final state.
 *
 * @throws Error with a `difference`, for the first event with other effects. Its text draws what came before, and has
 * the recorded effects and the others
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a value that is no recording, and for an unknown or invalid option
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a `reduce` that returns no state and list of effects
 * @example
 * const { events } = replay(readRecording(readFileSync('report.jsonl', 'utf8')));
 * console.log(`The router decides all ${events} events as it did.`);
 */
export function replay(recording: Recording, options: ReplayOptions = {}): Replay {
  checkNames('replay: options', options, ['reduce']);
  const { reduce = shippedReduce } = options;
  if (typeof reduce !== 'function') throw invalidArgument('replay: reduce must be a function.');
  const { initial, final, items } = checkRecording('replay', recording);
  let state = initial;
  const counts = { events: 0, effects: 0, drops: 0 };
  const expectSame = (difference: Difference) => {
    if (isSameData(difference.actual, difference.expected)) return;
    throw Object.assign(new Error(drawDifference(recording, difference)), { difference });
  };
  items.forEach((item, index) => {
    if (item.kind !== 'event') return;
    const { event, effects: expected } = item;
    const [next, actual] = checkResult(reduce(state, event), index);
    expectSame({ index, event, expected, actual });
    state = next;
    counts.events++;
    counts.effects += actual.length;
    counts.drops += actual.filter(({ type }) => type === 'drop').length;
  });
  expectSame({ index: items.length, expected: final, actual: state });
  return counts;
}

type Result = ReturnType<typeof shippedReduce>;

function checkResult(result: Result, index: number): Result {
  const [state, effects] = Array.isArray(result) ? (result as Partial<Result>) : [];
  const isPair = typeof state === 'object' && state !== null && Array.isArray(effects);
  if (isPair && effects.every((effect) => typeof effect === 'object' && effect !== null)) return result;
  throw invalidArgument(
    `replay: reduce must return [state, effects], which it does not for item ${index + 1}.`,
  );
}
