/**
 * What the two sides send through the IPC channel of `fork`, beside what users send. `culvert` is the id of the
 * connection: a child that reloads opens another one while frames of the first are still on their way.
 */
export type IpcMessage =
  | { readonly culvert: string; readonly type: 'connect' }
  | { readonly culvert: string; readonly type: 'close' }
  | { readonly culvert: string; readonly type: 'frame'; readonly frame: string }
  /** From the child: it waits no longer for the sync request of this number, which may not have arrived yet. */
  | { readonly culvert: string; readonly type: 'give-up'; readonly sync: number };

/** From the child, through the sync pipe. */
export interface SyncRequestRecord {
  readonly culvert: string;
  readonly sync: number;
  readonly frame: string;
  /** The frames which may be stuck in the IPC channel, see `UnconfirmedFrames`. */
  readonly from: number;
  readonly frames: readonly string[];
}

/** To the child, through the sync pipe. Without a frame: main has closed the connection. */
export interface SyncReplyRecord {
  readonly culvert: string;
  readonly sync?: number;
  readonly frame?: string;
}

/** Users send what they like: only a message that has all of it is ours. */
export function isIpcMessage(message: unknown): message is IpcMessage {
  if (typeof message !== 'object' || message === null) return false;
  const { culvert, type, frame, sync } = message as Readonly<Record<string, unknown>>;
  if (typeof culvert !== 'string') return false;
  switch (type) {
    case 'connect':
    case 'close':
      return true;
    case 'frame':
      return typeof frame === 'string';
    case 'give-up':
      return typeof sync === 'number';
    default:
      return false;
  }
}

/** @throws SyntaxError or TypeError: what came through the pipe is not a request. */
export function parseSyncRequest(text: string): SyncRequestRecord {
  const record = JSON.parse(text) as Readonly<Record<string, unknown>> | null;
  const { culvert, sync, frame } = record ?? {};
  if (typeof culvert !== 'string' || typeof sync !== 'number' || typeof frame !== 'string') {
    throw new TypeError('Not a sync request.');
  }
  return record as unknown as SyncRequestRecord;
}
