import { types } from 'node:util';
import { MessagePort } from 'node:worker_threads';
import type { Frame } from '@culvert/protocol';
import { SYNC_MEMORY_BYTES } from './sync-memory.js';

/**
 * What a worker posts once through `parentPort` for each connection that it opens. Everything else goes through the
 * ports in it, so what users post to each other stays theirs.
 */
export interface ConnectMessage {
  readonly type: 'culvert:connect';
  readonly port: MessagePort;
  readonly syncPort: MessagePort;
  readonly syncMemory: SharedArrayBuffer;
}

/** On `port`, among the frames, which go as they are: a sync request, so that it keeps its place. */
export interface SyncFrame {
  readonly frame: Frame;
  readonly sync: number;
}

/** A frame is a string or an array. */
export function isSyncFrame(message: Frame): message is SyncFrame {
  return typeof (message as Partial<SyncFrame> | null | undefined)?.sync === 'number';
}

/**
 * On both ports, from main: on `port` behind what it has sent, on `syncPort` right before the answer. It comes back on `port`,
 * from a worker that has read so far.
 */
export interface MarkMessage {
  readonly mark: string;
}

export function isMark(message: Frame): message is MarkMessage {
  return typeof (message as Partial<MarkMessage> | null | undefined)?.mark === 'string';
}

/** On `syncPort`, from main, where the blocked worker picks it up: what has no room in the shared memory. */
export interface SyncReply {
  readonly sync: number;
  readonly frame: Frame;
}

/** Users post what they like, and a hostile worker what it likes: only a message that has all of it is ours. */
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

/** Of one size that stays: main writes into it by its own reckoning, and never by what stands in it. */
function isSyncMemory(memory: unknown): boolean {
  if (!types.isSharedArrayBuffer(memory)) return false;
  const { growable } = memory as SharedArrayBuffer & { readonly growable?: boolean };
  return memory.byteLength === SYNC_MEMORY_BYTES && growable !== true;
}
