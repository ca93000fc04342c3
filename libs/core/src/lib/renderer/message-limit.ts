import type { Limits } from '@culvert/protocol';

/**
 * The limits of a renderer. Main refuses a message over its own limit, so `messageBytes` is the smaller of both. Main
 * announces its limit after the renderer has started, so each message reads it again.
 *
 * @param mainBytes returns the largest message that main accepts, as far as main has announced it
 */
export function withMainLimit(own: Limits, mainBytes: () => number): Limits {
  return new RendererLimits(own, mainBytes) as RendererLimits & Limits;
}

/**
 * A class, because V8 gives each object literal with an accessor a hidden class of its own. That keeps the renderer until
 * the next full garbage collection.
 */
class RendererLimits {
  private readonly ownBytes: number;
  private readonly mainBytes: () => number;

  constructor({ messageBytes, ...others }: Limits, mainBytes: () => number) {
    Object.assign(this, others);
    this.ownBytes = messageBytes;
    this.mainBytes = mainBytes;
  }

  get messageBytes(): number {
    return Math.min(this.ownBytes, this.mainBytes());
  }
}
