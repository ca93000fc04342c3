import { attempt } from './attempt.js';
import type { AbortSignalLike } from './abort-signal.js';

/** One listener for all who wait for a signal: platforms warn of a leak where a signal has more than ten. */
class SignalListener {
  private readonly signal: AbortSignalLike;
  private readonly waiters = new Set<() => void>();

  constructor(signal: AbortSignalLike) {
    this.signal = signal;
    signal.addEventListener('abort', this.abort);
  }

  add(waiter: () => void): void {
    this.waiters.add(waiter);
  }

  remove(waiter: () => void): void {
    if (this.waiters.delete(waiter) && this.waiters.size === 0) this.end();
  }

  private readonly abort = (): void => {
    this.end();
    for (const waiter of [...this.waiters]) attempt(waiter);
  };

  private end(): void {
    this.signal.removeEventListener('abort', this.abort);
    if (listeners.get(this.signal) === this) listeners.delete(this.signal);
  }
}

const listeners = new WeakMap<AbortSignalLike, SignalListener>();

/** @returns what ends the wait; the listener of the signal goes with the last who waits for it */
export function onAbort(signal: AbortSignalLike, abort: () => void): () => void {
  let listener = listeners.get(signal);
  if (listener === undefined) listeners.set(signal, (listener = new SignalListener(signal)));
  const shared = listener;
  // An entry of its own, though two may be the same function.
  const waiter = () => abort();
  shared.add(waiter);
  return () => shared.remove(waiter);
}
