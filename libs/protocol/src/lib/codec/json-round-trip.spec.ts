import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import type { Encoding } from '../frame/frame.js';
import { packFrame } from '../frame/pack-frame.js';
import { unpackFrame } from '../frame/unpack-frame.js';
import type { Send } from '../message.js';
import { electronJson } from './electron-json.js';
import { structured } from './structured.js';

const encodings: readonly Encoding[] = ['structured-clone', 'text', 'bytes'];
const message: Send = { kind: 'send', channel: 'c' };

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.constantFrom('', '\n', '\u2028', '\ufeff', '\ud800', '\udfff', '"\\'),
);
const key = fc.oneof(
  text,
  fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'toJSON',
    'length',
    '0',
    '-1',
    '4294967295',
  ),
  fc.constantFrom('\u0000', '\u0000\u0000', '\u0000a', 'u', 'f', 'n'),
);
const scalar = fc.oneof(
  text,
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.maxSafeInteger(),
  fc.constantFrom(null, true, false, 0, -0, Number.MAX_VALUE, Number.MIN_VALUE, 2 ** 53, '-0', 'NaN'),
);
/** An object as JSON.parse makes it, where `__proto__` is a key like any other. */
function object(entries: readonly (readonly [string, unknown])[]): object {
  const made = {};
  for (const [name, value] of entries) {
    Object.defineProperty(made, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return made;
}
const { value: json } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'medium' },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 4 }).map(object),
  ),
}));

describe.each([electronJson, structured])('$name', (codec) => {
  it('carries any JSON value unchanged, in every encoding', () => {
    let values = 0;
    fc.assert(
      fc.property(fc.array(json, { maxLength: 4 }), (args) => {
        values++;
        const body = codec.encode(args);
        for (const encoding of encodings) {
          const frame = structuredClone(packFrame([{ message, body }], encoding));
          const [packet] = unpackFrame(frame, encoding);
          const arrived = codec.decode(packet!.body);
          // Tells -0 from 0, holes from undefined, and an own __proto__ from a prototype.
          if (!isDeepStrictEqual(arrived, args)) expect(arrived).toStrictEqual(args);
          if (!isDeepStrictEqual(keysOf(arrived), keysOf(args)))
            expect(keysOf(arrived)).toEqual(keysOf(args));
        }
      }),
      { numRuns: 1000 },
    );
    expect(values).toBeGreaterThanOrEqual(1000);
  });

  it('carries the same value after the second journey as after the first', () => {
    fc.assert(
      fc.property(fc.array(json), (args) => {
        const once = codec.encode(args);
        expect(codec.encode(codec.decode(once))).toEqual(once);
      }),
      { numRuns: 300 },
    );
  });

  it.each(['__proto__', 'constructor', '\u0000', '\u0000\u0000', 'length'])('carries the key %j', (name) => {
    for (const beside of [1, -0]) {
      const value = object([
        [name, { inner: beside }],
        ['last', beside],
      ]);
      const [arrived] = codec.decode(codec.encode([value])) as [object];
      expect(Object.keys(arrived)).toEqual([name, 'last']);
      expect(Object.getOwnPropertyDescriptor(arrived, name)?.value).toStrictEqual({ inner: beside });
      expect(Object.getPrototypeOf(arrived)).toBe(Object.prototype);
    }
  });
});

function keysOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).map(([name, inner]) => [name, keysOf(inner)]);
}
