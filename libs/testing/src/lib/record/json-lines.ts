import type { Inspection } from '@culvert/core';
import { PROTOCOL_VERSION, invalidArgument } from '@culvert/protocol';
import type { RouterState } from '@culvert/router';
import { toChromeTrace } from './chrome-trace.js';
import { isCount, isState } from './check-state.js';
import { itemToLine, parseObject, readItem } from './item-json.js';
import type { Recording } from './recording.js';

/** Goes up with every change that an older reader would not understand. */
const FORMAT = 1;

/** The first line of the file. */
interface Header {
  readonly kind: 'recording';
  readonly format: typeof FORMAT;
  /** The version of Culvert, for a person who compares versions. */
  readonly culvert: string;
  /** The version of the wire. */
  readonly protocol: number;
  /** The number of older items that the limit has removed. */
  readonly removed: number;
  /** The state before the first item, with main's codec and limits. */
  readonly state: RouterState;
}

/** The last line of the file. Without it, the file was cut off. */
interface End {
  readonly kind: 'end';
  /** The number of items. */
  readonly items: number;
  /** The state after the last item. */
  readonly state: RouterState;
}

type Described = Pick<Recording, 'version' | 'initial' | 'final' | 'removed'>;

/** @param lines one for each item, without line breaks */
export function joinLines({ version, initial, final, removed }: Described, lines: readonly string[]): string {
  const header: Header = {
    kind: 'recording',
    format: FORMAT,
    culvert: version,
    protocol: PROTOCOL_VERSION,
    removed,
    state: initial,
  };
  const end: End = { kind: 'end', items: lines.length, state: final };
  return [JSON.stringify(header), ...lines, JSON.stringify(end), ''].join('\n');
}

/**
 * Reads the JSON lines of a recording.
 *
 * @param text the text of `Recording.toJSONLines`
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a broken, cut off or foreign text. It names the number of the line
 * @example
 * const recording = readRecording(readFileSync('report.jsonl', 'utf8'));
 * console.log(toMarbles(recording));
 */
export function readRecording(text: string): Recording {
  if (typeof text !== 'string') throw invalidArgument('readRecording needs the text of a recording.');
  // An editor on Windows may begin the file with a byte order mark.
  const lines = text
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .split('\n');
  while (lines.length > 1 && lines.at(-1) === '') lines.pop();
  const header = at(1, () => readHeader(lines[0]!));
  const last = lines.length - 1;
  const items = lines.slice(1, last).map((line, index) => at(index + 2, () => readItem(line)));
  const end = at(last + 1, () => readEnd(lines[last]!, items.length, last));
  return recordingOf(
    { version: header.culvert, initial: header.state, final: end.state, removed: header.removed },
    items,
  );
}

/** A recording that has ended. */
export function recordingOf(described: Described, items: readonly Inspection[]): Recording {
  const recording: Recording = {
    ...described,
    items,
    stop: () => undefined,
    toJSONLines: () =>
      joinLines(
        described,
        items.map((item) => itemToLine(item, true)),
      ),
    toChromeTrace: () => toChromeTrace(recording),
  };
  return recording;
}

function readHeader(line: string): Header {
  const header = parseObject(line) as Partial<Header>;
  if (header.kind !== 'recording') throw new Error('it is not the header of a recording.');
  if (header.format !== FORMAT)
    throw new Error(
      `its format is ${String(header.format)}, of culvert ${String(header.culvert)}. This version reads format ${FORMAT}.`,
    );
  if (typeof header.culvert !== 'string' || header.state === undefined)
    throw new Error('its state or its version is missing.');
  if (header.protocol !== PROTOCOL_VERSION)
    throw new Error(
      `its protocol is ${String(header.protocol)}. This version reads protocol ${PROTOCOL_VERSION}.`,
    );
  if (!isCount(header.removed)) throw new Error("it has no valid number of 'removed' items.");
  if (!isState(header.state)) throw new Error('its state is not that of a router.');
  return header as Header;
}

function readEnd(line: string, items: number, last: number): End {
  const end = last === 0 ? {} : (parseObject(line) as Partial<End>);
  if (end.kind !== 'end') throw new Error('the file ends without its last line. It may have been cut off.');
  if (end.items !== items)
    throw new Error(`it counts ${String(end.items)} items, and the file has ${items}.`);
  if (!isState(end.state)) throw new Error('its state is not that of a router.');
  return end as End;
}

/** Names the line in the error. */
function at<T>(line: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw invalidArgument(`The recording cannot be read, line ${line}: ${(error as Error).message}`);
  }
}
