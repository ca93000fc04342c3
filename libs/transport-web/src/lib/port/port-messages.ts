import type { Frame } from '@culvert/protocol';

/**
 * What the embedded end posts to the other one, once for each connection that it opens, and again when it is asked.
 * Everything else goes through the port in it, so what users post to each other stays theirs.
 */
export interface ConnectMessage {
  readonly type: 'culvert:connect';
  /** The same for all messages of one connection: it is accepted once. */
  readonly nonce: string;
  readonly port: MessagePort;
  /** Where the answers to this end's sync requests are written, if it can wait for them there. */
  readonly memory?: SharedArrayBuffer;
  /** From a document in a frame: the frame's `load` event is still to come. */
  readonly loading?: true;
}

/** To the embedded end, from a transport that may have missed its connect message. */
export interface AskMessage {
  readonly type: 'culvert:ask';
}

/** How the blocked end gets the answer to its request. */
export type SyncRequest =
  /** In its shared memory, under this number. */
  | { readonly seq: number }
  /** From the service worker, by this key, within so many ms. */
  | { readonly key: string; readonly timeoutMs: number };

export interface AcceptedMessage {
  readonly accepted: true;
  readonly transfersPorts: boolean;
  /** As in {@link ConnectMessage}, for the sync requests of the accepting end. */
  readonly memory?: SharedArrayBuffer | undefined;
}

/** On the port, in both directions. Sync requests take the same way as other frames, so they keep their order. */
export type PortMessage =
  | { readonly frame: Frame; readonly sync?: SyncRequest }
  | AcceptedMessage
  /** The blocked end wants what of the answer `seq` is still missing, in this memory. */
  | { readonly seq: number; readonly rest: SharedArrayBuffer }
  /** The name of a lock that the sender holds while it lives. */
  | { readonly lifeline: string }
  /** Behind what was sent, and back from the one who has read so far. */
  | { readonly mark: string }
  /** Ends the connection; `leaving` where the page goes away with it. */
  | { readonly bye: true; readonly leaving?: true };

/** Of nonces, and of the keys of sync requests: random texts of ours, which are kept for a while. */
const MAX_KEY_LENGTH = 64;

/** Users post what they like: only a message that has all of it is ours. */
export function isConnectMessage(message: unknown): message is ConnectMessage {
  if (!claimsToConnect(message)) return false;
  const { nonce, port } = message as Partial<ConnectMessage>;
  return typeof nonce === 'string' && nonce.length <= MAX_KEY_LENGTH && port instanceof MessagePort;
}

/** A message that would be a connect, if it came from the right one and had a port. */
export function claimsToConnect(message: unknown): boolean {
  return fieldOf(message, 'type') === 'culvert:connect';
}

export function isAskMessage(message: unknown): message is AskMessage {
  return fieldOf(message, 'type') === 'culvert:ask';
}

/** What a peer has posted. Of what is none of our messages it makes a frame that whoever reads it finds malformed. */
export function asPortMessage(data: unknown): PortMessage {
  const message = data as PortMessage;
  if (fieldOf(data, 'accepted') === true || fieldOf(data, 'bye') === true) return message;
  if (typeof fieldOf(data, 'lifeline') === 'string' || typeof fieldOf(data, 'mark') === 'string')
    return message;
  if (fieldOf(data, 'rest') !== undefined || isSyncRequest(fieldOf(data, 'sync'))) return message;
  return { frame: fieldOf(data, 'frame') };
}

function isSyncRequest(value: unknown): value is SyncRequest {
  const key = fieldOf(value, 'key');
  const hasKey = typeof key === 'string' && key.length <= MAX_KEY_LENGTH;
  return (hasKey && Number.isFinite(fieldOf(value, 'timeoutMs'))) || Number.isInteger(fieldOf(value, 'seq'));
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
