import { CulvertError } from '@culvert/protocol';
import type { SyncRequest } from './frame-sequencer.js';

/** The most frames that one body of a sync request carries. */
export const MAX_CARRIED_FRAMES = 4096;

/** The first line of a body: a number and so many lengths. */
const MAX_HEAD_LENGTH = 16 * (MAX_CARRIED_FRAMES + 2);

/** The body that a client posts to the sync endpoint. */
export interface SyncBody extends SyncRequest {
  /** `''` for a body that only carries frames, because the request does not fit into one body with them. */
  readonly request: string;
}

/**
 * One line of JSON, `[from, [length, …]]`, and after it the frames and the request, end to end. A reader parses only the
 * line, and the texts need no escapes.
 */
export function packSyncBody({ from, frames, request }: SyncBody): string {
  return `${JSON.stringify([from, frames.map(({ length }) => length)])}\n${frames.join('')}${request}`;
}

/**
 * Reads the texts of a body. The {@link FrameSequencer} checks their order.
 *
 * @throws CulvertError `ERR_CULVERT_MALFORMED_FRAME`
 */
export function unpackSyncBody(text: string): SyncBody {
  const lineEnd = text.indexOf('\n');
  if (lineEnd < 0 || lineEnd > MAX_HEAD_LENGTH) throw malformed('starts with no line of JSON');
  const [from, lengths] = readHead(text.slice(0, lineEnd));
  const frames: string[] = [];
  let at = lineEnd + 1;
  for (const length of lengths) {
    if (!Number.isSafeInteger(length) || length < 0 || at + length > text.length)
      throw malformed('is cut off');
    frames.push(text.slice(at, at + length));
    at += length;
  }
  return { from, frames, request: text.slice(at) };
}

function readHead(line: string): readonly [from: number, lengths: readonly number[]] {
  let head: unknown;
  try {
    head = JSON.parse(line);
  } catch {
    throw malformed('starts with no line of JSON');
  }
  const [from, lengths, ...rest] = Array.isArray(head) ? (head as unknown[]) : [];
  if (!Array.isArray(lengths) || lengths.length > MAX_CARRIED_FRAMES || rest.length > 0) {
    throw malformed(`has no list of at most ${MAX_CARRIED_FRAMES} lengths`);
  }
  return [from as number, lengths as number[]];
}

function malformed(what: string): CulvertError {
  return new CulvertError('ERR_CULVERT_MALFORMED_FRAME', `The body of a sync request ${what}.`);
}
