import { MAX_CARRIED_FRAMES, packSyncBody } from './sync-body.js';
import type { UnconfirmedSnapshot } from './unconfirmed-frames.js';

/**
 * The most units of text in one body with several frames. A unit has at most three bytes, so every main accepts the body.
 * A larger frame is sent alone, as on the other lane.
 */
const PART_UNITS = 2 ** 20;

/** One body of a sync request, and the frames that it carries. */
export interface SyncPart {
  readonly body: string;
  readonly carries: UnconfirmedSnapshot;
}

/**
 * Splits a sync request into bodies to post, one after the other. The frames that must arrive before it come first, in as
 * many bodies as needed. The last body holds the request. So no backlog is too large for main, and no body is larger
 * than its parts.
 */
export function* syncParts({ from, frames }: UnconfirmedSnapshot, request: string): Generator<SyncPart> {
  let start = 0;
  let units = 0;
  const part = (end: number, last: string): SyncPart => {
    const carries = { from: from + start, frames: frames.slice(start, end) };
    return { body: packSyncBody({ ...carries, request: last }), carries };
  };
  for (let i = 0; i < frames.length; i++) {
    const { length } = frames[i]!;
    if (i > start && (units + length > PART_UNITS || i - start === MAX_CARRIED_FRAMES)) {
      yield part(i, '');
      start = i;
      units = 0;
    }
    units += length;
  }
  if (units > 0 && units + request.length > PART_UNITS) {
    yield part(frames.length, '');
    start = frames.length;
  }
  yield part(frames.length, request);
}
