import { encodeRecord, HEADER_BYTES, RECORD, type PipeRecord } from './pipe-record.js';
import { RecordReader } from './record-reader.js';

const LIMIT = 4 * 1024 * 1024;

function bytesOf(type: number, connection: number, sync: number, frame: Uint8Array): Buffer {
  return Buffer.concat(encodeRecord(type, connection, sync, frame));
}

function readAll(reader: RecordReader): PipeRecord[] {
  const records: PipeRecord[] = [];
  for (let record = reader.next(); record !== undefined; record = reader.next()) records.push(record);
  return records;
}

describe('RecordReader', () => {
  const frames = [0, 1, 100, 32 * 1024, 32 * 1024 + 1, 300 * 1024, 1024 * 1024 + 7].map((size) =>
    Uint8Array.from({ length: size }, (_, i) => (i * 7) % 251),
  );
  const stream = Buffer.concat(frames.map((frame, i) => bytesOf(RECORD.frame, i + 1, i, frame)));

  it.each([1000, 64 * 1024, stream.byteLength])('puts records together from pieces of %d bytes', (size) => {
    const reader = new RecordReader(LIMIT);
    const records: PipeRecord[] = [];
    for (let at = 0; at < stream.byteLength; at += size) {
      reader.push(stream.subarray(at, at + size));
      records.push(...readAll(reader));
    }
    expect(records.map(({ type, connection, sync }) => [type, connection, sync])).toEqual(
      frames.map((_, i) => [RECORD.frame, i + 1, i]),
    );
    expect(records.map(({ frame }, i) => Buffer.compare(frame, frames[i]!))).toEqual(frames.map(() => 0));
  });

  it('puts a record together from single bytes', () => {
    const reader = new RecordReader(LIMIT);
    const bytes = bytesOf(RECORD.sync, 2 ** 32 - 1, 7, Buffer.from('abc'));
    const records = [...bytes].flatMap((byte) => {
      reader.push(Buffer.from([byte]));
      return readAll(reader);
    });
    expect(records).toMatchObject([{ type: RECORD.sync, connection: 2 ** 32 - 1, sync: 7 }]);
    expect(Buffer.from(records[0]!.frame).toString()).toBe('abc');
  });

  it('reads a record at the limit, and refuses one above it by its header', () => {
    const reader = new RecordReader(1000);
    reader.push(bytesOf(RECORD.frame, 1, 0, Buffer.alloc(1000)));
    expect(reader.next()).toMatchObject({ connection: 1 });
    reader.push(bytesOf(RECORD.frame, 1, 0, Buffer.alloc(1001)).subarray(0, HEADER_BYTES));
    expect(() => reader.next()).toThrow(RangeError);
  });

  it('holds memory for the part of a record that has arrived, not for its announced length', () => {
    const reader = new RecordReader(2 ** 31);
    const header = Buffer.concat(encodeRecord(RECORD.frame, 1));
    header.writeUInt32BE(2 ** 31 - 1, 0);
    const before = process.memoryUsage().arrayBuffers;
    reader.push(header);
    for (let i = 0; i < 16; i++) {
      reader.push(Buffer.alloc(64 * 1024));
      expect(reader.next()).toBeUndefined();
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 1024 * 1024);
  });

  it('holds a record that comes byte by byte within the memory of its size', () => {
    const reader = new RecordReader(LIMIT);
    reader.push(bytesOf(RECORD.frame, 1, 0, Buffer.alloc(200_000)).subarray(0, HEADER_BYTES));
    expect(reader.next()).toBeUndefined();
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 100_000; i++) {
      reader.push(Buffer.from([1]));
      if (reader.next() !== undefined) throw new Error('too early');
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 1024 * 1024);
  });
});
