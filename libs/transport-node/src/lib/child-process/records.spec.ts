import fc from 'fast-check';
import { encodeRecord, RecordReader } from './records.js';

function readAll(reader: RecordReader): unknown[] {
  const records: unknown[] = [];
  for (let text = reader.next(); text !== undefined; text = reader.next()) records.push(JSON.parse(text));
  return records;
}

describe('RecordReader', () => {
  it('gives back the records, whatever pieces they come in', () => {
    const records = fc.array(fc.record({ text: fc.string({ unit: 'binary', maxLength: 50 }) }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(records, fc.array(fc.nat(600)), (sent, cuts) => {
        const bytes = Buffer.concat(sent.map(encodeRecord));
        const edges = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
        const reader = new RecordReader();
        const received = edges.slice(1).flatMap((end, i) => {
          reader.push(bytes.subarray(edges[i], end));
          return readAll(reader);
        });
        expect(received).toEqual(sent);
      }),
    );
  });

  it('keeps lone surrogates', () => {
    const reader = new RecordReader();
    reader.push(encodeRecord({ text: '\ud800' }));
    expect(readAll(reader)).toEqual([{ text: '\ud800' }]);
  });

  it('throws for a length that no record has', () => {
    const reader = new RecordReader();
    reader.push(Buffer.from('GET / HTTP/1.1'));
    expect(() => reader.next()).toThrow(RangeError);
  });
});
