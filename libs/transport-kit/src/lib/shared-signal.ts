/** Indices of the cells. */
export const SIGNAL_CELLS = {
  /** The count of wake-ups. */
  wakeUps: 0,
  /** The flag that the signal is closed. */
  closed: 1,
} as const;

/** Shared memory by which one thread wakes another that is blocked. Subclasses define the remaining cells. */
export class SharedSignal {
  /** The memory. Pass it to the other thread. */
  readonly buffer: SharedArrayBuffer;
  /** The memory as numbers, for subclasses. */
  // Without a type argument, because typed arrays are not generic before TypeScript 5.7.
  readonly cells: Int32Array;

  /** @param cells the number of cells at the beginning of the buffer. The first two belong to this class */
  constructor(buffer: SharedArrayBuffer, cells: number) {
    this.buffer = buffer;
    this.cells = new Int32Array(buffer, 0, cells);
  }

  /** True after `close`, on either side. */
  get isClosed(): boolean {
    return Atomics.load(this.cells, SIGNAL_CELLS.closed) !== 0;
  }

  /** Main's side: ends the signal, because no further answers come. */
  close(): void {
    Atomics.store(this.cells, SIGNAL_CELLS.closed, 1);
    this.wake();
  }

  /** Wakes the blocked thread. */
  wake(): void {
    Atomics.add(this.cells, SIGNAL_CELLS.wakeUps, 1);
    Atomics.notify(this.cells, SIGNAL_CELLS.wakeUps);
  }

  /** Read it, check the condition, then call `wait(seen)`. So no wake-up in between is missed. */
  get wakeUps(): number {
    return Atomics.load(this.cells, SIGNAL_CELLS.wakeUps);
  }

  /** Blocks until the count of wake-ups differs from `seen`, or for `ms` milliseconds. */
  wait(seen: number, ms: number): void {
    Atomics.wait(this.cells, SIGNAL_CELLS.wakeUps, seen, ms);
  }
}
