import { availableParallelism } from 'node:os';

/** Index of the count of wake-ups, and of the flag that main has closed. */
const WAKE_UPS = 0;
const CLOSED = 1;

/**
 * How long it looks for a wake-up before it sleeps, in ms: main answers most requests sooner than a thread falls asleep
 * and wakes. Where both share one core, looking is what main would wait for.
 */
const SPIN_MS = availableParallelism() > 1 ? 0.05 : 0;

/** Shared memory by which main wakes a worker that is blocked in `sendSync`. */
export class SyncSignal {
  readonly buffer: SharedArrayBuffer;
  private readonly cells: Int32Array<SharedArrayBuffer>;

  constructor(buffer = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT)) {
    this.buffer = buffer;
    this.cells = new Int32Array(buffer);
  }

  get isClosed(): boolean {
    return Atomics.load(this.cells, CLOSED) !== 0;
  }

  close(): void {
    Atomics.store(this.cells, CLOSED, 1);
    this.wake();
  }

  wake(): void {
    Atomics.add(this.cells, WAKE_UPS, 1);
    Atomics.notify(this.cells, WAKE_UPS);
  }

  /** Read it, look for what you wait for, then `wait(seen)`: so no wake-up in between is missed. */
  get wakeUps(): number {
    return Atomics.load(this.cells, WAKE_UPS);
  }

  /** Blocks until the count of wake-ups differs from `seen`, or for `ms` milliseconds. */
  wait(seen: number, ms: number): void {
    const sleepAt = performance.now() + Math.min(SPIN_MS, ms);
    while (performance.now() < sleepAt) if (this.wakeUps !== seen) return;
    Atomics.wait(this.cells, WAKE_UPS, seen, ms);
  }
}
