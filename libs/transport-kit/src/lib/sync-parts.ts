import { MAX_CARRIED_FRAMES, packSyncBody } from './sync-body.js';
import type { UnconfirmedSnapshot } from './unconfirmed-frames.js';

/**
 * Units of text of one body with several frames: three bytes each at most, so that every main takes it. What is larger
 * goes alone, as it would on the other lane.
 */
const PART_UNITS = 2 ** 20;

/** One body of a sync request, and the frames that it carries. */
export interface SyncPart {
  readonly body: string;
  readonly carries: UnconfirmedSnapshot;
}

/**
 * A sync request as the bodies to post, one after the other: what has to arrive before it goes first, in as many bodies
 * as it takes, and the request is in the last. So no backlog is too large for main, and no body larger than its parts.
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
