import fc from 'fast-check';
import type { Body } from './body.js';
import { isRendererMessage } from './check-message.js';
import { electronJson } from './codec/electron-json.js';
import { structured } from './codec/structured.js';
import { CulvertError } from './errors.js';
import {
  frameBytes,
  frameToBody,
  ownFrame,
  packFrame,
  unpackFrame,
  type Encoding,
  type Frame,
} from './frame.js';
import { DEFAULT_LIMITS } from './limits.js';
import type { Packet } from './message.js';

const encodings: readonly Encoding[] = ['structured-clone', 'text', 'bytes'];
const codecs = [electronJson, structured];
const MEMORY_MB = 150;

/** Does everything that a receiver does with a frame. Any error but a malformed frame fails the test. */
function receive(frame: Frame, encoding: Encoding): void {
  let packets: Packet[];
  try {
    packets = unpackFrame(frame, encoding);
  } catch (error) {
    assertMalformed(error);
    return;
  }
  for (const { message, body } of packets) {
    expect(typeof message).toBe('object');
    isRendererMessage(message, DEFAULT_LIMITS);
    decode(body);
  }
}

/** TypeScript's library for this target lacks them. */
function growable(bytes: number, maxByteLength: number): ArrayBuffer {
  return Reflect.construct(ArrayBuffer, [bytes, { maxByteLength }]) as ArrayBuffer;
}

function decode(body: Body): void {
  for (const codec of codecs) {
    let args: unknown[];
    try {
      args = codec.decode(body);
    } catch (error) {
      assertMalformed(error);
      continue;
    }
    assertOwn(args);
  }
}

function assertMalformed(error: unknown): void {
  if (!(error instanceof CulvertError) || error.code !== 'ERR_CULVERT_MALFORMED_FRAME') throw error;
}

const prototypes = [
  Object,
  Array,
  Map,
  Set,
  Date,
  RegExp,
  Error,
  Function,
  Uint8Array,
  ArrayBuffer,
  Promise,
].map((constructor) => constructor.prototype as object);
const errors = [
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
  AggregateError,
];
const known = new Set<object>([...prototypes, ...errors.map(({ prototype }) => prototype as object)]);

/** Asserts that the received values are fresh objects of known classes: no function, no prototype, no blob list. */
function assertOwn(root: unknown): void {
  const seen = new Set<unknown>();
  const waiting = [root];
  for (const value of waiting) {
    if (typeof value === 'function') throw new Error('A function has arrived.');
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if (known.has(value)) throw new Error('A prototype of this process has arrived.');
    const prototype = Object.getPrototypeOf(value) as object;
    const name = Object.prototype.toString.call(value).slice(8, -1);
    if (name === 'Object' && prototype !== Object.prototype)
      throw new Error('A strange prototype has arrived.');
    if (name === 'Array' && prototype !== Array.prototype) throw new Error('A strange array has arrived.');
    if (value instanceof Map) waiting.push(...[...value].flat(1));
    if (value instanceof Set) waiting.push(...value);
    if (value instanceof Error) waiting.push(value.cause);
    if (!ArrayBuffer.isView(value) && !(value instanceof String))
      waiting.push(...Object.values(value).slice(0, 1000));
  }
}

/** Runs it, and fails if it has taken more memory than any frame of the tests could need. */
function withinMemory(run: () => void): void {
  const before = process.memoryUsage().rss;
  run();
  expect((process.memoryUsage().rss - before) / 1e6).toBeLessThan(MEMORY_MB);
}

/** Writes a frame as the peer would, honest or not. */
function frameOf(line: unknown, rest: string, encoding: Encoding): Frame {
  const text = `${typeof line === 'string' ? line : JSON.stringify(line)}\n${rest}`;
  if (encoding !== 'bytes') return text;
  const encoded = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(encoded.byteLength);
  return Buffer.concat([length, encoded]);
}

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

describe('a value that is not a frame', () => {
  const lines: readonly (readonly [title: string, line: unknown, rest?: string])[] = [
    ['no JSON', '[['],
    ['an empty line', ''],
    ['null', null],
    ['a number', 7],
    ['an object', {}],
    ['an object with a length', { length: 2, 0: [{}], 1: [0] }],
    ['an empty list', []],
    ['messages that are null', [null, []]],
    ['messages that are text', ['abc', [0, 0, 0]]],
    ['messages that are an object', [{ length: 1, 0: {} }, [0]]],
    ['no sizes', [[{}]]],
    ['too few sizes', [[{}, {}], [0]]],
    ['sizes that are null', [[{}], null]],
    ['sizes that are text', [[{}], '0']],
    ['a message that is null', [[null], [0]]],
    ['a message that is text', [['send'], [0]]],
    ['a message that is a number', [[7], [0]]],
    ['a size that is null', [[{}], [null]]],
    ['a size that is text', [[{}], ['0']]],
    ['a negative size', [[{}], [-1]]],
    ['a broken size', [[{}], [0.5]]],
    ['a size of nothing', [[{}], [[]]]],
    ['a nested size', [[{}], [[[0]]]]],
    ['a size over the end', [[{}], [3]], '[]'],
    ['a size of 1e15', [[{}], [1e15]], '[]'],
    [
      'a size of 2^53 - 1, twice',
      [
        [{}, {}],
        [2 ** 53 - 1, 2 ** 53 - 1],
      ],
      '[]',
    ],
    ['a size of 1e999', '[[{}],[1e999]]', '[]'],
    ['a blob that is not there', [[{}], [[0, 1]]]],
    ['a blob of 1e15 bytes', [[{}], [[2, 1e15]]], '[]'],
    ['a blob of negative size', [[{}], [[2, -1]]], '[]AAAA'],
    ['a blob of broken size', [[{}], [[2, 0.5]]], '[]AAAA'],
    ['a blob of no size', [[{}], [[2, null]]], '[]AAAA'],
    ['a million blobs that are not there', [[{}], [[0, ...new Array<number>(1e6).fill(1)]]]],
  ];

  describe.each(encodings)('as %s', (encoding) => {
    it.each(lines.map(([title, line, rest = '']) => ({ title, line, rest })))('$title', ({ line, rest }) => {
      const frame = frameOf(line, rest, encoding);
      withinMemory(() => {
        expect(() => unpackFrame(frame, encoding)).toThrow(
          expect.objectContaining({ code: 'ERR_CULVERT_MALFORMED_FRAME' }),
        );
      });
    });
  });

  it.each<[Encoding, string, Frame]>([
    ...encodings.flatMap((encoding) =>
      [
        undefined,
        null,
        7,
        {},
        [],
        [[]],
        new Map(),
        new Set(['[[],[]]\n']),
        new Date(0),
        Object('[[],[]]\n'),
      ].map((frame): [Encoding, string, Frame] => [encoding, Object.prototype.toString.call(frame), frame]),
    ),
    ['structured-clone', 'bytes', Buffer.from('[[],[]]\n')],
    ['structured-clone', 'text without a line', '[[],[]]'],
    ['structured-clone', 'no text', [7, new Uint8Array(1)]],
    ['structured-clone', 'a blob of another class', ['[[{}],[[0,1]]]\n', Int8Array.of(1)]],
    ['structured-clone', 'a blob that is a list', ['[[{}],[[0,1]]]\n', [1]]],
    ['structured-clone', 'a blob that says so', ['[[{}],[[0,1]]]\n', { [Symbol.toStringTag]: 'Uint8Array' }]],
    [
      'structured-clone',
      'a blob in shared memory',
      ['[[{}],[[0,1]]]\n', new Uint8Array(new SharedArrayBuffer(1))],
    ],
    ['text', 'bytes', Buffer.from('[[],[]]\n')],
    ['text', 'a blob of no base64', '[[{}],[[0,4]]]\n****'],
    ['bytes', 'text', '[[],[]]\n'],
    ['bytes', 'no bytes', new Uint8Array(0)],
    ['bytes', 'three bytes', Uint8Array.of(0, 0, 0)],
    ['bytes', 'three bytes of a pool that says 4', Uint8Array.of(0, 0, 0, 4, 91, 93, 10, 10).subarray(0, 3)],
    ['bytes', 'a length over the end', Uint8Array.of(255, 255, 255, 255, 91, 93)],
    ['bytes', 'no UTF-8', Uint8Array.of(0, 0, 0, 2, 0xc3, 0x28)],
    ['bytes', 'half a surrogate pair', Uint8Array.of(0, 0, 0, 3, 0xed, 0xa0, 0x80)],
    ['bytes', 'an ArrayBuffer', new ArrayBuffer(8)],
  ])('as %s: %s', (encoding, _, frame) => {
    expect(() => unpackFrame(frame, encoding)).toThrow(CulvertError);
    receive(frame, encoding);
  });

  it('is a sparse array of any length', () => {
    const frame: unknown[] = ['[[{}],[[0,1]]]\n'];
    frame.length = 2 ** 32 - 1;
    withinMemory(() => {
      receive(structuredClone(frame), 'structured-clone');
    });
    const longer: unknown[] = ['[[{}],[2]]\n[]'];
    longer.length = 2 ** 32 - 1;
    expect(() => unpackFrame(longer, 'structured-clone')).toThrow(CulvertError);
  });

  it.each([
    ['a view of much memory', () => new Uint8Array(new ArrayBuffer(1000), 7, 1)],
    ['an empty view of it', () => new Uint8Array(new ArrayBuffer(1000), 1000)],
    ['memory that can grow', () => new Uint8Array(growable(1, 1000))],
    ['a Buffer of a pool', () => Buffer.from('x')],
  ])('a blob does not keep the memory that it was cut from: %s', (_, make) => {
    const blob = make();
    const frame = [`[[{}],[[2,${blob.byteLength}]]]\n[]`, blob];
    const [packet] = unpackFrame(frame, 'structured-clone');
    const kept = (ownFrame(frame) as Uint8Array[])[1]!;
    for (const own of [
      packet!.body.blobs[0]!,
      kept,
      frameToBody(frame).blobs[0]!,
      ownFrame(blob) as Uint8Array,
    ]) {
      expect([...own]).toEqual([...blob]);
      expect(own.buffer).toMatchObject({ byteLength: blob.byteLength, resizable: false });
    }
  });

  it('is kept only as far as it is counted', () => {
    const large = new Uint8Array(1000);
    for (const frame of [
      { large },
      new Map([['large', large]]),
      [{ large }],
      [large, { large }],
      new DataView(large.buffer),
    ])
      expect(frameBytes(ownFrame(frame))).toBeLessThanOrEqual(frameBytes(frame));
    expect(ownFrame({ large })).toBeUndefined();
    expect(ownFrame(['text', { large }, large])).toEqual(['text']);
    expect(ownFrame(['text', large])).toEqual(['text', large]);
  });

  it('keeps the original error as the cause', () => {
    expect(() => unpackFrame('[[],', 'text')).toThrow(
      expect.objectContaining({ cause: expect.any(SyntaxError) as unknown }),
    );
  });
});

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
});

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
    expect({}).not.toHaveProperty('polluted');
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(Object.keys(Array.prototype)).toEqual([]);
  });
});
