import { invalidArgument } from '@culvert/protocol';
import { TestScheduler } from 'rxjs/testing';

/** Symbols that RxJS reads in its own way, and letters that stand for them here. */
const OWN: ReadonlyMap<string, string> = new Map([
  ['!', '\uE000'],
  ['^', '\uE001'],
]);
const SYMBOLS: ReadonlyMap<string, string> = new Map([...OWN].map(([symbol, letter]) => [letter, symbol]));

/** How an option draws its times. */
export interface MarbleSymbols {
  /** The symbols that it takes, each a character. */
  readonly symbols: string;
  /** The meaning of the first one, for the error. */
  readonly meaning: string;
  /** As a test would write it. */
  readonly example: string;
}

/** An instant of a drawing, in ms from its start. */
export interface DrawnTime {
  readonly at: number;
  readonly symbol: string;
}

/**
 * Reads the times that an option draws, such as `'--x-'`, in run mode.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for other symbols, and for a drawing without any
 */
export function marbleTimes(
  option: string,
  marbles: unknown,
  { symbols, meaning, example }: MarbleSymbols,
): readonly DrawnTime[] {
  const [first] = symbols;
  const needed = () => invalidArgument(`link: ${option} needs a '${first}' ${meaning}, as in '${example}'.`);
  if (typeof marbles !== 'string') throw needed();
  const readable = marbles.replace(/[!^]/g, (symbol) => OWN.get(symbol)!);
  const times = TestScheduler.parseMarbles(readable, undefined, undefined, false, true).map(
    ({ frame, notification }) => ({ at: frame, symbol: symbolOf(notification) }),
  );
  const other = times.find(({ symbol }) => !symbols.includes(symbol));
  if (other !== undefined)
    throw invalidArgument(`link: ${option} is drawn as in '${example}', and has no '${other.symbol}'.`);
  if (times.length === 0) throw needed();
  return times;
}

function symbolOf(notification: { readonly kind: string; readonly value?: unknown }): string {
  if (notification.kind !== 'N') return notification.kind === 'C' ? '|' : '#';
  const value = notification.value as string;
  return SYMBOLS.get(value) ?? value;
}
