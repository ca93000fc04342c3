import type { Limits } from '@culvert/protocol';

/**
 * The limits of a renderer. Main refuses a message over its own limit, so `messageBytes` is the smaller of both. Main
 * announces its limit after the renderer has started, so each message reads it again.
 *
 * @param mainBytes returns the largest message that main accepts, as far as main has announced it
 */
export function withMainLimit(own: Limits, mainBytes: () => number): Limits {
  return {
    ...own,
    get messageBytes() {
      return Math.min(own.messageBytes, mainBytes());
    },
  };
}
