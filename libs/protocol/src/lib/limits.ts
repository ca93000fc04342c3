/**
 * The limits of an endpoint. The local side refuses an excess with a typed error. A message of a peer over a
 * limit is dropped.
 */
export interface Limits {
  /**
   * Encoded arguments of one message, in bytes: two for each UTF-16 unit of text, and binary values as they
   * are. The count is the same on every transport, even if the transport encodes text differently. At least 4, the
   * bytes of an empty list.
   */
  readonly messageBytes: number;
  /** Length of a channel name in UTF-16 units. */
  readonly channelLength: number;
  /**
   * Bytes that wait for one renderer: messages that main still holds, and messages that its transport has not
   * sent yet. A renderer over this limit is slow; see `MainOptions.slowConsumer`.
   */
  readonly queuedBytes: number;
  /** Length of all headers of a call or stream in UTF-16 units, names included. */
  readonly headersLength: number;
  /** Unanswered sync requests and calls of one renderer. */
  readonly pendingCalls: number;
  /** Guests below one connection: its own guests, and all of theirs. */
  readonly guests: number;
  /** Renderers that one main has, guests included. */
  readonly renderers: number;
  /** Remote Observables that one renderer is subscribed to. */
  readonly openStreams: number;
  /** Items of one stream that are sent and not yet consumed: the maximum of `highWaterMark`. At least 1. */
  readonly streamItems: number;
  /** The same in bytes. At least 1. */
  readonly streamBytes: number;
  /**
   * Items that a producer keeps for one stream with `overflow: 'buffer'`. `queuedBytes` limits the bytes that
   * it keeps for all streams of one consumer.
   */
  readonly bufferedItems: number;
  /** Messages that a renderer keeps for channels that have had no listener yet. */
  readonly keptMessages: number;
  /** The same in bytes. */
  readonly keptBytes: number;
  /** Time in ms, from the handshake, for which the renderer keeps them. */
  readonly keptMs: number;
  /** Bad frames (malformed, or over a limit) that a peer may send before it is closed. */
  readonly badFrames: number;
}

/** The limits that an app sets. `undefined` means the default, `Infinity` no limit. */
export type LimitOptions = { readonly [Name in keyof Limits]?: number | undefined };

/** The limits of main and renderers that set none: 24 MiB for a message, 64 MiB in a queue. */
export const DEFAULT_LIMITS: Limits = {
  messageBytes: 24 * 1024 * 1024,
  channelLength: 1024,
  queuedBytes: 64 * 1024 * 1024,
  headersLength: 8192,
  pendingCalls: 10_000,
  guests: 256,
  renderers: 10_000,
  openStreams: 10_000,
  streamItems: 16_384,
  streamBytes: 256 * 1024 * 1024,
  bufferedItems: 65_536,
  keptMessages: 256,
  keptBytes: 8 * 1024 * 1024,
  keptMs: 30_000,
  badFrames: 100,
};

/*
 * The bounds of one frame. They belong to the wire, not to an endpoint: a peer can open every frame that the
 * other packs, even if their limits differ.
 */

/** Messages of one frame, with those of guests inside it. */
export const MAX_FRAME_MESSAGES = 16_384;

/** Calls, streams, sync requests, ports and guests that one frame may request if it holds nothing else. */
export const MAX_FRAME_REQUESTS = 256;

/** Binary values of one frame, and so of one message. */
export const MAX_FRAME_BLOBS = 16_384;

/** Items that one message carries. A sender batches sixteen at most. Each item costs the receiver a value. */
export const MAX_ITEMS = 4_096;

/** Length of the first line of a frame in UTF-16 units. */
export const MAX_HEAD_LENGTH = 384 * 1024;

/** Length of names other than channels, in UTF-16 units: the name of a codec, and the origin of a guest. */
export const MAX_NAME_LENGTH = 1024;

/** Bodies of a frame with several messages, in bytes as `messageBytes` counts them. */
export const MAX_BATCH_BYTES = 2 * 1024 * 1024;

/**
 * The largest frame that an honest peer with these limits sends, in bytes on the wire. A transport that reads
 * bytes may refuse larger ones. A unit of text has up to three bytes of UTF-8, where `messageBytes` counts two.
 * Base64 needs four bytes for three.
 *
 * @param limits the limits of the peer
 * @returns the size in bytes
 * @example
 * new WebSocketServer({ maxPayload: maxFrameBytes(limits) });
 */
export function maxFrameBytes({ messageBytes }: Pick<Limits, 'messageBytes'>): number {
  // A window's frame holds those of its guests, each with a JSON line. The line is short if the frame has one
  // message.
  const heads = 2 * 2 * MAX_HEAD_LENGTH;
  return Math.ceil((Math.max(messageBytes, MAX_BATCH_BYTES) + heads) * 1.5);
}
