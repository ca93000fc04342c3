import { SIGNAL_CELLS, SharedSignal } from '@culvert/transport-kit';

/** Indices of the cells at the start of the memory. */
export const CELLS = { ...SIGNAL_CELLS, answered: 2, size: 3, restOf: 4, count: 5 } as const;

export const HEAD_BYTES = CELLS.count * Int32Array.BYTES_PER_ELEMENT;
/** Most answers are smaller than this and need no second request. */
export const INLINE_BYTES = 64 * 1024;

/** True for shared memory that can hold an answer for a peer. */
export function isAnswerMemory(value: unknown): value is SharedArrayBuffer {
  return isShared(value) && value.byteLength === HEAD_BYTES + INLINE_BYTES;
}

function isShared(value: unknown): value is SharedArrayBuffer {
  return typeof SharedArrayBuffer !== 'undefined' && value instanceof SharedArrayBuffer;
}

/**
 * Shared memory for the answers to an end that blocks. Main writes the size and the first 64 KiB of an answer at once.
 * The blocked end then gives main memory for the rest, in the right size, by the port.
 *
 * The alternative is to send an answer in chunks, with a turn of main for each. Here a long answer costs one more turn.
 * Main, which may be a page, never waits for the reader.
 */
export class AnswerMemory extends SharedSignal {
  private readonly inline: Uint8Array<SharedArrayBuffer>;

  constructor(buffer = new SharedArrayBuffer(HEAD_BYTES + INLINE_BYTES)) {
    super(buffer, CELLS.count);
    this.inline = new Uint8Array(buffer, HEAD_BYTES, INLINE_BYTES);
  }

  /** Main's side: writes the answer to request `seq`, as far as it fits. */
  write(seq: number, answer: Uint8Array): void {
    this.inline.set(answer.subarray(0, INLINE_BYTES));
    Atomics.store(this.cells, CELLS.size, answer.byteLength);
    Atomics.store(this.cells, CELLS.answered, seq);
    this.wake();
  }

  /**
   * Main's side: writes the part that did not fit. The peer names the memory, and may send anything
   * as that.
   */
  writeRest(seq: number, answer: Uint8Array, rest: SharedArrayBuffer): void {
    if (!isShared(rest) || rest.byteLength !== answer.byteLength - INLINE_BYTES) return;
    new Uint8Array(rest).set(answer.subarray(INLINE_BYTES));
    Atomics.store(this.cells, CELLS.restOf, seq);
    this.wake();
  }

  /** The blocked side: the size of the answer to `seq`, once it is there. */
  sizeOf(seq: number): number | undefined {
    return Atomics.load(this.cells, CELLS.answered) === seq
      ? Atomics.load(this.cells, CELLS.size)
      : undefined;
  }

  hasRestOf(seq: number): boolean {
    return Atomics.load(this.cells, CELLS.restOf) === seq;
  }

  /** The blocked side: a copy of the beginning of an answer of this size. */
  readInline(size: number): Uint8Array {
    return this.inline.slice(0, size);
  }
}
