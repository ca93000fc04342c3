/** What an endpoint accepts. The local side refuses with a typed error; what a peer sends over it is dropped. */
export interface Limits {
  /**
   * Encoded arguments of one message, in bytes: two for each UTF-16 unit of text, and binary values as they are. This is
   * the same on every transport, however that writes its text.
   */
  readonly messageBytes: number;
  /** Length of a channel name in UTF-16 units. */
  readonly channelLength: number;
  /**
   * What waits for one renderer, in bytes: messages that have not left main, and those that its transport has not got
   * rid of. A renderer over it is slow; see `MainOptions.slowConsumer`.
   */
  readonly queuedBytes: number;
  /** Length of all headers of a call or stream in UTF-16 units, names included. */
  readonly headersLength: number;
  /** Unanswered sync requests and calls of one renderer. */
  readonly pendingCalls: number;
  /** Guests below one connection: those that it embeds, and all that these embed. */
  readonly guests: number;
  /** Renderers that one main has, guests included. */
  readonly renderers: number;
  /** Remote Observables that one renderer is subscribed to. */
  readonly openStreams: number;
  /** Items of one stream that are sent and not yet consumed: the greatest `highWaterMark`. */
  readonly streamItems: number;
  /** The same in bytes. */
  readonly streamBytes: number;
  /**
   * Items that a producer keeps for one stream with `overflow: 'buffer'`. The bytes of those that it keeps for all streams of
   * one consumer are held to `queuedBytes`.
   */
  readonly bufferedItems: number;
  /** Messages that a renderer keeps for channels to which nobody has listened yet. */
  readonly keptMessages: number;
  /** The same in bytes. */
  readonly keptBytes: number;
  /** How long it keeps them after its handshake, in ms. */
  readonly keptMs: number;
  /** Bad frames (malformed, or over a limit) after which a peer is closed. */
  readonly badFrames: number;
}

/** Those limits that an app sets. `undefined` is the default, `Infinity` no limit. */
export type LimitOptions = { readonly [Name in keyof Limits]?: number | undefined };

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
 * What one frame may hold. These belong to the wire and not to an endpoint: whatever the limits of two ends are, what one
 * of them packs the other can open.
 */

/** Messages of one frame, with those of guests inside it. */
export const MAX_FRAME_MESSAGES = 16_384;

/** Calls, streams, sync requests, ports and guests that one frame asks for, where it has nothing else. */
export const MAX_FRAME_REQUESTS = 256;

/** Binary values of one frame, so of one message too. */
export const MAX_FRAME_BLOBS = 16_384;

/** Items that one message carries: who sends them waits for sixteen at most. Each costs the one who reads it a value. */
export const MAX_ITEMS = 4_096;

/** Length of the first line of a frame in UTF-16 units. */
export const MAX_HEAD_LENGTH = 384 * 1024;

/** Length of names that are no channels, in UTF-16 units: of a codec, and of the origin of a guest. */
export const MAX_NAME_LENGTH = 1024;

/** Bodies of a frame that has several messages, in bytes as `messageBytes` counts them. */
export const MAX_BATCH_BYTES = 2 * 1024 * 1024;

/**
 * The largest frame that an honest peer with these limits sends, in bytes on the wire: what a transport that reads bytes
 * may refuse to read above. A unit of text has three bytes of UTF-8 at most, where `messageBytes` counts two, and base64
 * needs four for three.
 *
 * @example
 * new WebSocketServer({ maxPayload: maxFrameBytes(limits) });
 */
export function maxFrameBytes({ messageBytes }: Pick<Limits, 'messageBytes'>): number {
  // Guests' frames stand in those of their window: a line of JSON each, which is short where the frame has one message.
  const heads = 2 * 2 * MAX_HEAD_LENGTH;
  return Math.ceil((Math.max(messageBytes, MAX_BATCH_BYTES) + heads) * 1.5);
}
