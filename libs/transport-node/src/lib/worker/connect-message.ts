import { types } from 'node:util';
import { MessagePort } from 'node:worker_threads';
import type { Frame } from '@culvert/protocol';
import { SYNC_MEMORY_BYTES } from './sync-memory.js';

/**
 * The message that a worker posts once through `parentPort` for each connection that it opens. Everything else
 * goes through its ports, so the messages that users post stay theirs.
 */
export interface ConnectMessage {
  readonly type: 'culvert:connect';
  readonly port: MessagePort;
  readonly syncPort: MessagePort;
  readonly syncMemory: SharedArrayBuffer;
}

/** A sync request on `port`. It is posted among the plain frames, so that it keeps its place. */
export interface SyncFrame {
  readonly frame: Frame;
  readonly sync: number;
}

/** A plain frame is a string or an array. */
export function isSyncFrame(message: Frame): message is SyncFrame {
  return typeof (message as Partial<SyncFrame> | null | undefined)?.sync === 'number';
}

/**
 * A mark from main, on both ports. On `port` it follows main's frames, on `syncPort` it comes right before the
 * answer. A worker returns it on `port` once it has read that far.
 */
export interface MarkMessage {
  readonly mark: string;
}

export function isMark(message: Frame): message is MarkMessage {
  return typeof (message as Partial<MarkMessage> | null | undefined)?.mark === 'string';
}

/** The answer on `syncPort`, for the blocked worker: main uses it if the shared memory has no room. */
export interface SyncReply {
  readonly sync: number;
  readonly frame: Frame;
}

/** Users post any message, and a hostile worker too. Only a message with all of these fields is Culvert's. */
export function isConnectMessage(message: unknown): message is ConnectMessage {
  if (typeof message !== 'object' || message === null) return false;
  const { type, port, syncPort, syncMemory } = message as Partial<ConnectMessage>;
  return (
    type === 'culvert:connect' &&
    port instanceof MessagePort &&
    syncPort instanceof MessagePort &&
    port !== syncPort &&
    isSyncMemory(syncMemory)
  );
}

/** Checks for memory of one fixed size. Main writes into it by its own reckoning, and never trusts its content. */
function isSyncMemory(memory: unknown): boolean {
  if (!types.isSharedArrayBuffer(memory)) return false;
  const { growable } = memory as SharedArrayBuffer & { readonly growable?: boolean };
  return memory.byteLength === SYNC_MEMORY_BYTES && growable !== true;
}
