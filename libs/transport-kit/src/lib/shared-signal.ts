/** Indices of its cells: the count of wake-ups, and the flag that there will be no more. */
export const SIGNAL_CELLS = { wakeUps: 0, closed: 1 } as const;

/** Shared memory by which one thread wakes another that is blocked. What else stands in its cells is for those who derive it. */
export class SharedSignal {
  readonly buffer: SharedArrayBuffer;
  protected readonly cells: Int32Array<SharedArrayBuffer>;

  /** @param cells how many there are at the beginning of the buffer; the first two belong to this class */
  constructor(buffer: SharedArrayBuffer, cells: number) {
    this.buffer = buffer;
    this.cells = new Int32Array(buffer, 0, cells);
  }

  get isClosed(): boolean {
    return Atomics.load(this.cells, SIGNAL_CELLS.closed) !== 0;
  }

  /** Main's side: there will be no more answers. */
  close(): void {
    Atomics.store(this.cells, SIGNAL_CELLS.closed, 1);
    this.wake();
  }

  wake(): void {
    Atomics.add(this.cells, SIGNAL_CELLS.wakeUps, 1);
    Atomics.notify(this.cells, SIGNAL_CELLS.wakeUps);
  }

  /** Read it, look for what you wait for, then `wait(seen)`: so no wake-up in between is missed. */
  get wakeUps(): number {
    return Atomics.load(this.cells, SIGNAL_CELLS.wakeUps);
  }

  /** Blocks until the count of wake-ups differs from `seen`, or for `ms` milliseconds. */
  wait(seen: number, ms: number): void {
    Atomics.wait(this.cells, SIGNAL_CELLS.wakeUps, seen, ms);
  }
}
