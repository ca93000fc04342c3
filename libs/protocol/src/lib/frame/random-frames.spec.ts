import fc from 'fast-check';
import { encodings, expectPrototypesUnchanged, frameOf, receive } from '../../../testing/hostile-frames.js';
import { electronJson } from '../codec/electron-json.js';
import { structured } from '../codec/structured.js';
import type { Packet } from '../message.js';
import { packFrame } from './pack-frame.js';

const honest: readonly Packet[] = [
  { message: { kind: 'send', channel: 'a' }, body: electronJson.encode(['plain', { a: [1, null] }]) },
  {
    message: { kind: 'call', channel: 'b', seq: 7 },
    body: electronJson.encode([-0, Uint8Array.of(1, 2, 3, 4)]),
  },
  {
    message: { kind: 'sync', channel: 'ø', seq: 8, timeoutMs: 5 },
    body: structured.encode([
      new Map([[1n, new Set(['x'])]]),
      new Error('e', { cause: NaN }),
      Float64Array.of(1, 2),
      Object.assign(new Array<unknown>(3), { 1: new Date(0) }),
      [/x/g, Object(1), undefined],
    ]),
  },
];

describe('any frame', () => {
  it.each(encodings)('as %s, of random content, is read or malformed', (encoding) => {
    const content = {
      'structured-clone': fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.anything({ withTypedArray: true, withSparseArray: true, withMap: true }),
      ),
      text: fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.json().map((json) => `${json}\n${json}`),
      ),
      bytes: fc.uint8Array({ maxLength: 200 }),
    };
    fc.assert(
      fc.property(content[encoding], (frame) => {
        receive(frame, encoding);
      }),
      { numRuns: 1500 },
    );
  });

  it.each(encodings)('as %s, with any line and sizes, is read or malformed', (encoding) => {
    const size = fc.oneof(
      fc.integer({ min: -1, max: 10 }),
      fc.constantFrom(1e15, 2 ** 53 - 1, null, '1', 0.5),
    );
    const sizes = fc.array(fc.oneof(size, fc.array(size, { maxLength: 3 })), { maxLength: 4 });
    const messages = fc.array(fc.oneof(fc.constant({ kind: 'send', channel: 'c' }), fc.jsonValue()), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(messages, sizes, fc.string(), (first, second, rest) => {
        receive(frameOf([first, second], rest, encoding), encoding);
      }),
      { numRuns: 1500 },
    );
  });

  const change = fc.record({
    at: fc.nat(),
    remove: fc.nat(3),
    insert: fc.string({ unit: 'binary', maxLength: 3 }),
  });
  const changes = fc.array(change, { minLength: 1, maxLength: 4 });

  it.each(['text', 'structured-clone'] as const)(
    'as %s, changed on its way, is read or malformed',
    (encoding) => {
      const frame = packFrame(honest, encoding);
      const [text, ...blobs] = (typeof frame === 'string' ? [frame] : frame) as [string, ...Uint8Array[]];
      receive(frame, encoding);
      fc.assert(
        fc.property(changes, (edits) => {
          let changed = text;
          for (const { at, remove, insert } of edits) {
            const start = at % (changed.length + 1);
            changed = changed.slice(0, start) + insert + changed.slice(start + remove);
          }
          receive(encoding === 'text' ? changed : [changed, ...blobs], encoding);
        }),
        { numRuns: 1500 },
      );
    },
  );

  it('as bytes, changed on its way, is read or malformed', () => {
    const frame = packFrame(honest, 'bytes') as Uint8Array;
    receive(frame, 'bytes');
    fc.assert(
      fc.property(changes, (edits) => {
        let changed = Buffer.from(frame);
        for (const { at, remove, insert } of edits) {
          const start = at % (changed.byteLength + 1);
          changed = Buffer.concat([
            changed.subarray(0, start),
            Buffer.from(insert),
            changed.subarray(start + remove),
          ]);
        }
        receive(changed, 'bytes');
      }),
      { numRuns: 1500 },
    );
  });

  it.each(encodings)('as %s, cut off anywhere, is read or malformed', (encoding) => {
    const frame = packFrame(honest, encoding);
    const whole = (Array.isArray(frame) ? frame[0] : frame) as string | Uint8Array;
    for (let end = 0; end < whole.length; end++) receive(whole.slice(0, end), encoding);
  });

  it('leaves the prototypes as they are', () => {
    expectPrototypesUnchanged();
  });
});
