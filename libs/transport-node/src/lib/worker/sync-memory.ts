import { availableParallelism } from 'node:os';
import type { Frame } from '@culvert/protocol';

/** Indices of the count of wake-ups, and of the flag that main has closed. */
const WAKE_UPS = 0;
const CLOSED = 1;
/** Of the number of the request whose answer is in the memory, 0 where there is none, and of its length in bytes. */
const ANSWERED = 2;
const LENGTH = 3;
const CELLS_BYTES = 4 * Int32Array.BYTES_PER_ELEMENT;
/** Room for an answer. */
const ANSWER_BYTES = 16 * 1024;
/** UTF-16 has a place for every string, even for half a surrogate pair. */
const ENCODING = 'utf16le';
const UNIT_BYTES = 2;

/**
 * How long a worker looks for its answer before it sleeps, in ms: main answers most requests sooner than a thread falls
 * asleep and wakes. Where both share one core, looking is what main would wait for.
 */
const SPIN_MS = availableParallelism() > 1 ? 0.05 : 0;

/** Shared memory by which main wakes a worker that is blocked in `sendSync`, and answers it where the answer is short. */
export class SyncMemory {
  readonly buffer: SharedArrayBuffer;
  private readonly cells: Int32Array<SharedArrayBuffer>;
  private readonly answer: Buffer<SharedArrayBuffer>;

  constructor(buffer = new SharedArrayBuffer(CELLS_BYTES + ANSWER_BYTES)) {
    this.buffer = buffer;
    this.cells = new Int32Array(buffer, 0, CELLS_BYTES / Int32Array.BYTES_PER_ELEMENT);
    this.answer = Buffer.from(buffer, CELLS_BYTES);
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

  /** Main's side. @returns whether the answer had room; it takes the port otherwise */
  put(sync: number, frame: Frame): boolean {
    const { cells, answer } = this;
    if (typeof frame !== 'string' || frame.length * UNIT_BYTES > answer.byteLength) return false;
    if (Atomics.load(cells, ANSWERED) !== 0) return false;
    Atomics.store(cells, LENGTH, answer.write(frame, ENCODING));
    Atomics.store(cells, ANSWERED, sync);
    return true;
  }

  /** The worker's side: the answer to its request, if it is there. One to an earlier request gives way. */
  take(sync: number): string | undefined {
    const { cells, answer } = this;
    const answered = Atomics.load(cells, ANSWERED);
    if (answered === 0) return undefined;
    const frame = answered === sync ? answer.toString(ENCODING, 0, Atomics.load(cells, LENGTH)) : undefined;
    Atomics.store(cells, ANSWERED, 0);
    return frame;
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
