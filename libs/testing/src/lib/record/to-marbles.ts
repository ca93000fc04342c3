import { checkCount, checkDuration, invalidArgument } from '@culvert/protocol';
import { drawDiagram, type DiagramRow } from '../diagram/diagram.js';
import { momentsOf, type Moment } from './moments.js';
import { processNames } from './process-names.js';
import type { Recording } from './recording.js';
import { checkNames } from './check-names.js';
import { checkRecording } from './check-recording.js';

/** Options of {@link toMarbles}. */
export interface MarblesOptions {
  /** One diagram of all processes, or a diagram for each channel. Default: `'process'`. */
  readonly by?: 'process' | 'channel' | undefined;
  /** Only the messages of this channel. Default: all channels. */
  readonly channel?: string | undefined;
  /** Start of the time window, in ms after the first item. Default: 0. */
  readonly from?: number | undefined;
  /** End of the time window, in ms after the first item. Default: the last item. */
  readonly to?: number | undefined;
  /** The number of marbles, the newest ones. Default: 100. */
  readonly limit?: number | undefined;
}

const OPTIONS: readonly string[] = ['by', 'channel', 'from', 'to', 'limit'];
const DEFAULT_LIMIT = 100;

/**
 * Draws a recording as marbles: a row for main and for each renderer, on one time axis in ms. A long time in which
 * nothing happens is short. The last line says how many marbles are left out.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a value that is no recording, and for an unknown or invalid option
 * @example
 * const recording = record(main.inspect$, { redact: false });
 * renderer.ipcRenderer.send('keys', 'a');
 * console.log(toMarbles(recording, { channel: 'keys' }));
 * //                     0
 * // main                a
 * // renderer 1 (window) b
 * //
 * // a  gets send 'keys' of 1
 * // b  send 'keys' ["a"]
 */
export function toMarbles(recording: Recording, options: MarblesOptions = {}): string {
  checkRecording('toMarbles', recording);
  const { by, channel, from, to, limit } = checkOptions(options);
  const { items } = recording;
  if (items.length === 0) return 'The recording is empty.';
  const start = items[0]!.at;
  const all = momentsOf(recording).filter(({ text }) => text !== '');
  const inside = all.filter(
    (moment) =>
      moment.at - start >= from &&
      moment.at - start <= to &&
      (channel === undefined || moment.channel === channel),
  );
  const shown = inside.slice(-limit);
  const names = processNames(recording);
  const drawings = by === 'process' ? [draw(shown, names, start)] : drawChannels(shown, names, start);
  return [...drawings, summary(shown, all.length, start, recording.removed)].join('\n\n');
}

/** @param mark a time in ms after `start` that the drawing marks */
export function draw(
  moments: readonly Moment[],
  names: ReadonlyMap<number, string>,
  start: number,
  { mark, further = [] }: { readonly mark?: number; readonly further?: readonly DiagramRow[] } = {},
): string {
  const rows = [...names].flatMap(([id, name]): DiagramRow[] => {
    const own = moments.filter(({ process }) => process === id);
    return own.length === 0 ? [] : [{ name, events: own.map((moment) => marbleOf(moment, start)) }];
  });
  return drawDiagram([...rows, ...further], { mark });
}

function marbleOf({ at, text, symbol, kind }: Moment, start: number) {
  const own = symbol ?? (kind === 'drop' ? '!' : undefined);
  return { at: at - start, text, ...(own !== undefined && { symbol: own }) };
}

/** Connections and their ends stand in the first diagram. They belong to no channel. */
function drawChannels(
  moments: readonly Moment[],
  names: ReadonlyMap<number, string>,
  start: number,
): string[] {
  const all = new Set(moments.map(({ channel }) => channel));
  const named = [...all].filter((channel) => channel !== undefined).sort();
  return [...(all.has(undefined) ? [undefined] : []), ...named].map((channel) => {
    const own = moments.filter((moment) => moment.channel === channel);
    const title = channel === undefined ? 'connections' : `channel '${channel}'`;
    return `${title}\n\n${draw(own, names, start)}`;
  });
}

function summary(shown: readonly Moment[], all: number, start: number, removed: number): string {
  const first = shown[0];
  const last = shown.at(-1);
  const span =
    first === undefined || last === undefined ? '' : `, from ${first.at - start} ms to ${last.at - start} ms`;
  const older = removed === 0 ? '' : ` The limit of the recording has removed ${removed} older items.`;
  return `${shown.length} of ${all} marbles${span}.${older}`;
}

function checkOptions(options: MarblesOptions) {
  checkNames('toMarbles: options', options, OPTIONS);
  const { by = 'process', channel, from = 0, to = Infinity, limit = DEFAULT_LIMIT } = options;
  if (by !== 'process' && by !== 'channel') throw invalidArgument("by must be 'process' or 'channel'.");
  if (channel !== undefined && typeof channel !== 'string') throw invalidArgument('channel must be a text.');
  if (from > to) throw invalidArgument(`from must not be after to; it is ${from}, and to is ${to}.`);
  return {
    by,
    channel,
    from: checkDuration('from', from, 0),
    to: checkDuration('to', to, 0),
    limit: checkCount('limit', limit, 1),
  };
}
