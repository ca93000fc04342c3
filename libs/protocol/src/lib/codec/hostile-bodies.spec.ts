import fc from 'fast-check';
import {
  assertMalformed,
  assertOwn,
  codecs,
  expectPrototypesUnchanged,
  withinMemory,
} from '../../../testing/hostile-frames.js';
import type { Body } from '../body.js';
import { CulvertError } from '../errors.js';
import { structured } from './structured.js';

describe('a body that no encode wrote', () => {
  const huge = 33_554_431;
  const tables: readonly (readonly [title: string, table: unknown, blobs?: readonly Uint8Array[]])[] = [
    ['no table', 7],
    ['an object', {}],
    ['an empty table', []],
    ['a row that is null', [null]],
    ['a row that is text', ['A']],
    ['a row of no kind', [[]]],
    ['a row of unknown kind', [['z']]],
    ['a row of kind constructor', [['constructor']]],
    ['a root that is an object', [['o']]],
    ['a root that is a Map', [['m']]],
    ['a row that is not there', [['A', [1]]]],
    ['a row of negative number', [['A', [-1]]]],
    ['a row named length', [['A', ['length']]]],
    ['a row named constructor', [['A', ['constructor']]]],
    ['a row named __proto__', [['A', ['__proto__']]]],
    ['a row named map', [['A', ['map']]]],
    ['a row named 0', [['A', ['0']]]],
    ['a row that is a list', [['A', [[0]]]]],
    ['a slot of nothing', [['A', []]]],
    ['a slot that is an object', [['A', { a: 1 }]]],
    [
      'a key that is a list',
      [
        ['A', [1]],
        ['o', ['__proto__'], [2]],
        ['o', 'polluted', 1],
      ],
    ],
    [
      'a key that is a number',
      [
        ['A', [1]],
        ['o', 0, 1],
      ],
    ],
    [
      'a key that is an object',
      [
        ['A', [1]],
        ['o', { toString: 1 }, 1],
      ],
    ],
    [
      'a key without a value',
      [
        ['A', [1]],
        ['o', 'a'],
      ],
    ],
    [
      'a Map key without a value',
      [
        ['A', [1]],
        ['m', 'a'],
      ],
    ],
    [
      'a length that is text',
      [
        ['A', [1]],
        ['s', '3'],
      ],
    ],
    [
      'a negative length',
      [
        ['A', [1]],
        ['s', -1],
      ],
    ],
    [
      'a length of 2^32',
      [
        ['A', [1]],
        ['s', 2 ** 32],
      ],
    ],
    [
      'a broken length',
      [
        ['A', [1]],
        ['s', 1.5],
      ],
    ],
    ['no length', [['A', [1]], ['s']]],
    [
      'a length among the items',
      [
        ['A', [1]],
        ['s', 1, 'length', huge],
      ],
    ],
    ['a BigInt of no digits', [['A', ['n', '']]]],
    ['a BigInt of words', [['A', ['n', 'xyz']]]],
    ['a BigInt of a number', [['A', ['n', 7]]]],
    ['a BigInt of a list', [['A', ['n', ['1']]]]],
    ['a number of an object', [['A', ['f', { valueOf: 1 }]]]],
    [
      'a RegExp of no pattern',
      [
        ['A', [1]],
        ['r', '(', ''],
      ],
    ],
    [
      'a RegExp of no flags',
      [
        ['A', [1]],
        ['r', 'a', 'zz'],
      ],
    ],
    [
      'a RegExp of an object',
      [
        ['A', [1]],
        ['r', {}, ''],
      ],
    ],
    ['an Error without a name', [['A', [1]], ['e']]],
    [
      'an Error with a list as its message',
      [
        ['A', [1]],
        ['e', 'Error', ['x']],
      ],
    ],
    [
      'an Error with a property of its own',
      [
        ['A', [1]],
        ['e', 'Error', 'x', 'toString', 1],
      ],
    ],
    [
      'an Error with __proto__',
      [
        ['A', [1]],
        ['e', 'Error', 'x', '__proto__', [0]],
      ],
    ],
    [
      'a boxed object',
      [
        ['A', [1]],
        ['x', [0]],
      ],
    ],
    [
      'a blob that is not there',
      [
        ['A', [1]],
        ['b', 'Uint8Array', 1],
      ],
    ],
    [
      'a blob named length',
      [
        ['A', [1]],
        ['b', 'ArrayBuffer', 'length'],
      ],
    ],
    [
      'a blob named __proto__',
      [
        ['A', [1]],
        ['b', 'ArrayBuffer', '__proto__'],
      ],
    ],
    [
      'a blob of unknown class',
      [
        ['A', [1]],
        ['b', 'Array', 0],
      ],
    ],
    [
      'a blob of class constructor',
      [
        ['A', [1]],
        ['b', 'constructor', 0],
      ],
    ],
    [
      'a blob that does not fit',
      [
        ['A', [1]],
        ['b', 'Float64Array', 0],
      ],
      [new Uint8Array(7)],
    ],
    [
      'a blob twice',
      [
        ['A', [1], [2]],
        ['b', 'Uint8Array', 0],
        ['b', 'Uint8Array', 0],
      ],
    ],
    [
      'blobs out of order',
      [
        ['A', [1], [2]],
        ['b', 'Uint8Array', 1],
        ['b', 'Uint8Array', 0],
      ],
      [new Uint8Array(1), new Uint8Array(1)],
    ],
  ];

  it.each(tables.map(([title, table, blobs = [new Uint8Array(8)]]) => ({ title, table, blobs })))(
    '$title',
    ({ table, blobs }) => {
      const body: Body = { text: `*${JSON.stringify(table)}`, blobs };
      expect(() => structured.decode(body)).toThrow(
        expect.objectContaining({ code: 'ERR_CULVERT_MALFORMED_FRAME' }),
      );
      expect({}).not.toHaveProperty('polluted');
    },
  );

  it('cannot take memory by the length of an array', () => {
    const rows = Array.from({ length: 1000 }, (_, i) => [i + 1]);
    for (const length of [1000, huge, 2 ** 32 - 1]) {
      const text = `*${JSON.stringify([['A', ...rows], ...rows.map(() => ['s', length])])}`;
      withinMemory(() => {
        const arrays = structured.decode({ text, blobs: [] }) as unknown[][];
        expect(arrays[999]).toHaveLength(length);
        expect(Object.keys(arrays[999]!)).toEqual([]);
      });
    }
  });

  it('cannot take memory by naming a blob many times', () => {
    const rows = Array.from({ length: 1000 }, (_, i) => [i + 1]);
    const text = `*${JSON.stringify([['A', ...rows], ...rows.map(() => ['b', 'ArrayBuffer', 0])])}`;
    const blob = new Uint8Array(4_000_001).subarray(1);
    withinMemory(() => {
      expect(() => structured.decode({ text, blobs: [blob] })).toThrow(CulvertError);
    });
  });

  it('cannot take time by the digits of a BigInt', () => {
    const text = `*${JSON.stringify([['A', ['n', '7'.repeat(10_000_000)]]])}`;
    const start = performance.now();
    structured.decode({ text, blobs: [] });
    // In hex this takes some milliseconds. As decimal digits it would take several seconds.
    expect(performance.now() - start).toBeLessThan(3000);
  });

  it.each(['[', '{"a":', '!['])('may be 1,000,000 levels of %s', (open) => {
    const close = open.endsWith('[') ? ']' : '}';
    const levels = 1_000_000;
    const inner = open.replace('!', '');
    const text = `${open.startsWith('!') ? '!' : ''}[${inner.repeat(levels)}1${close.repeat(levels)}]`;
    for (const codec of codecs) {
      try {
        codec.decode({ text, blobs: [] });
      } catch (error) {
        assertMalformed(error);
      }
    }
  });

  it('may be any table of likely parts', () => {
    const row = fc.nat(5);
    const likely = fc.constantFrom<unknown[]>(
      'o',
      'A',
      's',
      'd',
      'r',
      'm',
      'S',
      'e',
      'b',
      'x',
      'u',
      'n',
      'f',
      '__proto__',
      'constructor',
      'length',
      'stack',
      'cause',
      'Error',
      'AggregateError',
      'Uint8Array',
      'ArrayBuffer',
      'DataView',
      '',
      0,
      1,
      2,
      -1,
      0.5,
      2 ** 32 - 1,
      null,
      true,
    );
    const slot = fc.oneof(
      likely,
      row.map((n) => [n]),
      fc.tuple(likely, likely),
      fc.jsonValue(),
    );
    const kind = fc.constantFrom('o', 'A', 's', 'd', 'r', 'm', 'S', 'e', 'b', 'x');
    const rows = fc.array(
      fc.tuple(kind, fc.array(slot, { maxLength: 5 })).map(([first, rest]) => [first, ...rest]),
    );
    const table = fc.oneof({ weight: 9, arbitrary: rows }, { weight: 1, arbitrary: fc.jsonValue() });
    let decoded = 0;
    fc.assert(
      fc.property(table, (rest) => {
        const text = `*${JSON.stringify(Array.isArray(rest) ? [['A', [1], [2], [3]].slice(0, 1 + rest.length), ...(rest as unknown[])] : rest)}`;
        const body = { text, blobs: [new Uint8Array(8), new Uint8Array(8)] };
        try {
          assertOwn(structured.decode(body));
          decoded++;
        } catch (error) {
          assertMalformed(error);
        }
      }),
      { numRuns: 2500 },
    );
    // A sufficient share of them are tables, so that the rest of the test means something.
    expect(decoded).toBeGreaterThan(100);
  });

  it('leaves the prototypes as they are', () => {
    expectPrototypesUnchanged();
  });
});
