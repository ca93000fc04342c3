import { attempt } from './attempt.js';
import type { AbortSignalLike } from './abort-signal.js';

/** One listener for all operations of a signal. Platforms warn of a leak if a signal has more than ten listeners. */
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

/** @returns a function that ends the wait. The last one also removes the listener of the signal */
export function onAbort(signal: AbortSignalLike, abort: () => void): () => void {
  let listener = listeners.get(signal);
  if (listener === undefined) listeners.set(signal, (listener = new SignalListener(signal)));
  const shared = listener;
  // A new function for each wait, because two waits may pass the same one.
  const waiter = () => abort();
  shared.add(waiter);
  return () => shared.remove(waiter);
}
