import { HEADER_BYTES, type PipeRecord } from './pipe-record.js';

/**
 * Memory for a record that has just begun, in bytes. A record within it needs no second buffer. Buffers that
 * grow make the collector run, which costs more than the copies do.
 */
const FIRST_BYTES = 4 * 1024 * 1024;
const NOTHING = Buffer.alloc(0);

/** A record with only a part of its frame. */
interface OpenRecord {
  readonly type: number;
  readonly connection: number;
  readonly sync: number;
  readonly length: number;
  bytes: Buffer;
  filled: number;
}

/**
 * Assembles the records of a byte stream from pieces of any size. It keeps at most one record, in 4 MiB or in
 * twice the bytes that have arrived.
 */
export class RecordReader {
  private chunk: Buffer = NOTHING;
  private open: OpenRecord | undefined;
  private readonly maxBytes: number;

  /** @param maxBytes the longest frame that is read */
  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** Keeps the chunk: the caller must not write into it again. */
  push(chunk: Buffer): void {
    this.chunk = this.chunk.byteLength === 0 ? chunk : Buffer.concat([this.chunk, chunk]);
  }

  /**
   * The next record, if all of it has arrived.
   *
   * @throws RangeError for a length over the limit; nothing after it can be read
   */
  next(): PipeRecord | undefined {
    const { chunk } = this;
    if (this.open !== undefined) return this.fill(this.open);
    if (chunk.byteLength < HEADER_BYTES) return undefined;
    const length = chunk.readUInt32BE(0);
    if (length > this.maxBytes) throw new RangeError(`A record of ${length} bytes is over the limit.`);
    const header = { type: chunk[4]!, connection: chunk.readUInt32BE(5), sync: chunk.readUInt32BE(9) };
    const end = HEADER_BYTES + length;
    if (chunk.byteLength >= end) {
      this.chunk = chunk.subarray(end);
      return { ...header, frame: chunk.subarray(HEADER_BYTES, end) };
    }
    this.chunk = chunk.subarray(HEADER_BYTES);
    const bytes = Buffer.allocUnsafe(Math.min(length, FIRST_BYTES));
    this.open = { ...header, length, bytes, filled: 0 };
    return this.fill(this.open);
  }

  private fill(open: OpenRecord): PipeRecord | undefined {
    const { chunk } = this;
    const size = Math.min(chunk.byteLength, open.length - open.filled);
    reserve(open, open.filled + size);
    open.filled += chunk.copy(open.bytes, open.filled, 0, size);
    this.chunk = chunk.subarray(size);
    if (open.filled < open.length) return undefined;
    this.open = undefined;
    const { type, connection, sync, bytes } = open;
    return { type, connection, sync, frame: bytes };
  }
}

/** Memory follows the bytes that have arrived, not the length that the header announces. */
function reserve(open: OpenRecord, size: number): void {
  if (size <= open.bytes.byteLength) return;
  const bytes = Buffer.allocUnsafe(Math.min(open.length, Math.max(size, 2 * open.bytes.byteLength)));
  open.bytes.copy(bytes, 0, 0, open.filled);
  open.bytes = bytes;
}
