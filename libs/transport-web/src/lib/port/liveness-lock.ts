import { randomKey } from '../random-key.js';

/**
 * A lock that this context holds until it ends, or until `release`. A watcher waits for the same
 * lock and gets it when this context is gone, for any reason. No other signal exists: `terminate()`
 * is silent, and ports close without a message.
 */
export class LivenessLock {
  private readonly name = `culvert ${randomKey()}`;
  private readonly waiting: ((name: string) => void)[] = [];
  private isHeld = false;
  private isReleased = false;
  private restore: (() => void) | undefined;

  constructor() {
    locks()
      ?.request(this.name, () => this.held())
      .catch(() => undefined);
  }

  /**
   * Calls back once the lock is held. Before that, a watcher could acquire it and conclude that
   * this context is gone.
   */
  whenHeld(tell: (name: string) => void): void {
    if (this.isHeld || locks() === undefined) tell(this.name);
    else this.waiting.push(tell);
  }

  release(): void {
    this.isReleased = true;
    this.waiting.length = 0;
    this.restore?.();
  }

  private held(): Promise<void> | undefined {
    if (this.isReleased) return undefined;
    this.isHeld = true;
    for (const tell of this.waiting.splice(0)) tell(this.name);
    return new Promise((resolve) => (this.restore = resolve));
  }
}

/**
 * Calls back once the other context is gone, or has released its {@link LivenessLock}. The returned
 * function stops the wait.
 */
export function watchLivenessLock(name: string, onGone: () => void): () => void {
  const waiting = new AbortController();
  locks()
    ?.request(name, { signal: waiting.signal }, onGone)
    .catch(() => undefined);
  return () => waiting.abort();
}

/** Pages loaded over plain HTTP from another machine have no locks. */
function locks(): LockManager | undefined {
  return (navigator as { readonly locks?: LockManager }).locks;
}
