import type { Frame } from '@culvert/protocol';
import { isA } from '../is-a.js';

/**
 * The embedded end posts this message to the other end once for each connection, and again when it
 * is asked. All other messages go through its port, so they do not mix with the user's own
 * messages.
 */
export interface ConnectMessage {
  readonly type: 'culvert:connect';
  /** The same for all messages of one connection, so that it is accepted once. */
  readonly nonce: string;
  readonly port: MessagePort;
  /** Shared memory for the answers to this end's sync requests, if this end can wait in it. */
  readonly memory?: SharedArrayBuffer;
  /** Sent by a document in a frame: the frame's `load` event has not happened yet. */
  readonly loading?: true;
}

/** Sent to the embedded end by a transport that may have missed its connect message. */
export interface AskMessage {
  readonly type: 'culvert:ask';
}

/** How the blocked end gets the answer to its request. */
export type SyncRequest =
  /** In its shared memory, under this number. */
  | { readonly seq: number }
  /** From the service worker, by this key, within this many ms. */
  | { readonly key: string; readonly timeoutMs: number };

export interface AcceptedMessage {
  readonly kind: 'accepted';
  readonly transfersPorts: boolean;
  /** As in {@link ConnectMessage}, for the sync requests of the accepting end. */
  readonly memory?: SharedArrayBuffer | undefined;
}

/**
 * A message on the port, in either direction. Sync requests go the same way as other frames, so
 * they keep their order.
 */
export type PortMessage =
  | { readonly kind: 'frame'; readonly frame: Frame; readonly sync?: SyncRequest }
  | AcceptedMessage
  /** The blocked end asks for the rest of the answer `seq`, in this memory. */
  | { readonly kind: 'rest'; readonly seq: number; readonly rest: SharedArrayBuffer }
  /** The name of a lock that the sender holds while it lives. */
  | { readonly kind: 'livenessLock'; readonly livenessLock: string }
  /** Sent after frames. The peer sends it back when it has read so far. */
  | { readonly kind: 'mark'; readonly mark: string }
  /** Ends the connection. `leaving` means that the page goes away with it. */
  | { readonly kind: 'bye'; readonly leaving?: true };

/**
 * Limit of nonces and of keys of sync requests. Both are random texts of Culvert, which this end
 * keeps for a while.
 */
const MAX_KEY_LENGTH = 64;

/** Users may post anything: only a message with all properties is Culvert's. */
export function isConnectMessage(message: unknown): message is ConnectMessage {
  if (!claimsToConnect(message)) return false;
  const { nonce, port } = message as Partial<ConnectMessage>;
  return typeof nonce === 'string' && nonce.length <= MAX_KEY_LENGTH && isA(port, 'MessagePort');
}

/** A message that would connect, if it came from the right sender and had a port. */
export function claimsToConnect(message: unknown): boolean {
  return fieldOf(message, 'type') === 'culvert:connect';
}

export function isAskMessage(message: unknown): message is AskMessage {
  return fieldOf(message, 'type') === 'culvert:ask';
}

/**
 * The message that a peer has posted. An unknown message becomes a frame that its reader finds
 * malformed.
 */
export function asPortMessage(data: unknown): PortMessage {
  const kind = fieldOf(data, 'kind');
  if (kind === 'frame') {
    if (isSyncRequest(fieldOf(data, 'sync'))) return data as PortMessage;
    return { kind, frame: fieldOf(data, 'frame') };
  }
  const isKnown =
    kind === 'accepted' ||
    kind === 'bye' ||
    (kind === 'rest' && fieldOf(data, 'rest') !== undefined) ||
    ((kind === 'livenessLock' || kind === 'mark') && typeof fieldOf(data, kind) === 'string');
  return isKnown ? (data as PortMessage) : { kind: 'frame', frame: undefined };
}

function isSyncRequest(value: unknown): value is SyncRequest {
  const key = fieldOf(value, 'key');
  const hasKey = typeof key === 'string' && key.length <= MAX_KEY_LENGTH;
  return (hasKey && Number.isFinite(fieldOf(value, 'timeoutMs'))) || Number.isInteger(fieldOf(value, 'seq'));
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
