import { constants } from 'node:buffer';

/** Before each record in the sync pipe: its length in bytes, big-endian. */
const LENGTH_BYTES = 4;

/** Nothing longer fits into a string. */
const MAX_RECORD_BYTES = constants.MAX_STRING_LENGTH;

/** A record as it goes through the sync pipe: JSON, so lone surrogates survive, behind its length. */
export function encodeRecord(record: object): Buffer {
  const text = JSON.stringify(record);
  const bytes = Buffer.allocUnsafe(LENGTH_BYTES + Buffer.byteLength(text));
  bytes.writeUInt32BE(bytes.byteLength - LENGTH_BYTES);
  bytes.write(text, LENGTH_BYTES);
  return bytes;
}

/** Puts the records of a byte stream together again, whatever pieces it comes in. */
export class RecordReader {
  private chunks: Buffer[] = [];
  private size = 0;

  /** Keeps the chunk: the caller does not write into it again. */
  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.size += chunk.byteLength;
  }

  /**
   * The text of the next record, if all of it has come.
   *
   * @throws RangeError for a length that no record has: these bytes are something else
   */
  next(): string | undefined {
    if (this.size < LENGTH_BYTES) return undefined;
    if (this.chunks[0]!.byteLength < LENGTH_BYTES) this.join();
    const length = this.chunks[0]!.readUInt32BE();
    if (length > MAX_RECORD_BYTES) throw new RangeError(`A record cannot have ${length} bytes.`);
    const end = LENGTH_BYTES + length;
    if (this.size < end) return undefined;
    const bytes = this.join();
    this.chunks = [bytes.subarray(end)];
    this.size -= end;
    return bytes.toString('utf8', LENGTH_BYTES, end);
  }

  private join(): Buffer {
    const [first, ...rest] = this.chunks;
    const bytes = rest.length === 0 ? first! : Buffer.concat(this.chunks, this.size);
    this.chunks = [bytes];
    return bytes;
  }
}
