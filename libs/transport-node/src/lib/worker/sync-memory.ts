import { availableParallelism } from 'node:os';
import { SharedSignal } from '@culvert/transport-kit';
import type { Frame } from '@culvert/protocol';

/**
 * Cells behind those of the signal. They hold the request number of the answer in the memory, or 0, and its
 * length.
 */
const ANSWERED = 2;
const LENGTH = 3;
const CELLS = 4;
const CELLS_BYTES = CELLS * Int32Array.BYTES_PER_ELEMENT;
/** Room for an answer. */
const ANSWER_BYTES = 16 * 1024;
/** Size of the whole memory. */
export const SYNC_MEMORY_BYTES = CELLS_BYTES + ANSWER_BYTES;
/** UTF-16 can hold every string, even half a surrogate pair. */
const ENCODING = 'utf16le';
const UNIT_BYTES = 2;

/**
 * How long a worker polls for its answer before it sleeps, in ms. Main answers most requests sooner than a
 * thread falls asleep and wakes. If both share one core, polling would hold up main.
 */
const SPIN_MS = availableParallelism() > 1 ? 0.05 : 0;

/** Shared memory by which main wakes a worker that is blocked in `sendSync`. It also holds a short answer. */
export class SyncMemory extends SharedSignal {
  private readonly answer: Buffer<SharedArrayBuffer>;

  constructor(buffer = new SharedArrayBuffer(SYNC_MEMORY_BYTES)) {
    super(buffer, CELLS);
    this.answer = Buffer.from(buffer, CELLS_BYTES);
  }

  /** Main's side. @returns true if the answer had room; otherwise it goes through the port */
  put(sync: number, frame: Frame): boolean {
    const { cells, answer } = this;
    if (typeof frame !== 'string' || frame.length * UNIT_BYTES > answer.byteLength) return false;
    if (Atomics.load(cells, ANSWERED) !== 0) return false;
    Atomics.store(cells, LENGTH, answer.write(frame, ENCODING));
    Atomics.store(cells, ANSWERED, sync);
    return true;
  }

  /** The worker's side: the answer to its request, if it is there. An answer to an earlier request is dropped. */
  take(sync: number): string | undefined {
    const { cells, answer } = this;
    const answered = Atomics.load(cells, ANSWERED);
    if (answered === 0) return undefined;
    const frame = answered === sync ? answer.toString(ENCODING, 0, Atomics.load(cells, LENGTH)) : undefined;
    Atomics.store(cells, ANSWERED, 0);
    return frame;
  }

  override wait(seen: number, ms: number): void {
    const sleepAt = performance.now() + Math.min(SPIN_MS, ms);
    while (performance.now() < sleepAt) if (this.wakeUps !== seen) return;
    super.wait(seen, ms);
  }
}
