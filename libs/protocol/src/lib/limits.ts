/** What an endpoint accepts. The local side refuses with a typed error; what a peer sends over it is dropped. */
export interface Limits {
  /** Encoded arguments of one message, in bytes (UTF-16 text counts two a unit). */
  readonly messageBytes: number;
  /** Length of a channel name in UTF-16 units. */
  readonly channelLength: number;
  /** Kept for one renderer before its handshake, in bytes. */
  readonly queuedBytes: number;
  /** Length of all headers of a call or stream in UTF-16 units, names included. */
  readonly headersLength: number;
  /** Unanswered sync requests and calls of one renderer. */
  readonly pendingCalls: number;
  /** Guests that one renderer embeds. */
  readonly guests: number;
  /** Remote Observables that one renderer is subscribed to. */
  readonly openStreams: number;
  /** Items of one stream that are sent and not yet consumed: the greatest `highWaterMark`. */
  readonly streamItems: number;
  /** The same in bytes. */
  readonly streamBytes: number;
  /** Items that a producer keeps for one stream with `overflow: 'buffer'`; their bytes are held to `queuedBytes`. */
  readonly bufferedItems: number;
  /** Bad frames (malformed, or over a limit) after which a peer is closed. */
  readonly badFrames: number;
}

export const DEFAULT_LIMITS: Limits = {
  messageBytes: 256 * 1024 * 1024,
  channelLength: 1024,
  queuedBytes: 64 * 1024 * 1024,
  headersLength: 8192,
  pendingCalls: 10_000,
  guests: 256,
  openStreams: 10_000,
  streamItems: 1024 * 1024,
  streamBytes: 256 * 1024 * 1024,
  bufferedItems: 65_536,
  badFrames: 100,
};
