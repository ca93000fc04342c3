/** What an endpoint accepts. The local side refuses with a typed error; what a peer sends over it is dropped. */
export interface Limits {
  /** Encoded arguments of one message, in bytes (UTF-16 text counts two a unit). */
  readonly messageBytes: number;
  /** Length of a channel name in UTF-16 units. */
  readonly channelLength: number;
  /** Kept for one renderer before its handshake, in bytes. */
  readonly queuedBytes: number;
  /** Unanswered sync requests and calls of one renderer. */
  readonly pendingCalls: number;
  /** Guests that one renderer embeds. */
  readonly guests: number;
  /** Bad frames (malformed, or over a limit) after which a peer is closed. */
  readonly badFrames: number;
}

export const DEFAULT_LIMITS: Limits = {
  messageBytes: 256 * 1024 * 1024,
  channelLength: 1024,
  queuedBytes: 64 * 1024 * 1024,
  pendingCalls: 10_000,
  guests: 256,
  badFrames: 100,
};
