import { invalidArgument } from '@culvert/protocol';

/** What a client posts to the sync endpoint. The frames, and their count, are checked by the sequencer. */
export interface SyncBody {
  /** Index of the first frame in `frames`. */
  readonly from: number;
  /** Frames of the WebSocket that may not have arrived, and come before the request. */
  readonly frames: readonly string[];
  readonly request: string;
}

/** @throws SyntaxError, TypeError for a body that is none */
export function parseSyncBody(text: string): SyncBody {
  const body = JSON.parse(text) as Partial<SyncBody> | null;
  if (typeof body?.request !== 'string') throw invalidArgument('A sync request has a request.');
  return body as SyncBody;
}
