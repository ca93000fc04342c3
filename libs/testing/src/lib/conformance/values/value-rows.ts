import { dropped, kept, type ValueRow } from './value-row.js';

const scalarRows: readonly ValueRow[] = [
  { name: 'undefined', create: () => undefined, electronJson: dropped, structured: 'undefined' },
  { name: 'null', create: () => null, ...kept('null') },
  { name: 'booleans', create: () => [true, false], ...kept('[true,false]') },
  { name: 'a function', create: () => () => 1, electronJson: dropped, structured: { throws: '' } },
  { name: 'a class', create: () => class Thing {}, electronJson: dropped, structured: { throws: '' } },
  {
    name: 'a function in an object',
    create: () => ({ n: 1, onClick: () => 1 }),
    electronJson: '{"n":1}',
    structured: { throws: '.onClick' },
  },
  {
    name: 'a function in an array',
    create: () => [1, () => 1, 2],
    electronJson: '[1,null,2]',
    structured: { throws: '[1]' },
  },
  { name: 'a symbol', create: () => Symbol('mark'), electronJson: dropped, structured: { throws: '' } },
  { name: 'a BigInt', create: () => 2n ** 70n, electronJson: dropped, structured: '1180591620717411303424n' },
  { name: 'a negative BigInt', create: () => -1n, electronJson: dropped, structured: '-1n' },
  { name: 'NaN', create: () => NaN, electronJson: dropped, structured: 'NaN' },
  { name: 'Infinity', create: () => Infinity, electronJson: dropped, structured: 'Infinity' },
  { name: '-Infinity', create: () => -Infinity, electronJson: dropped, structured: '-Infinity' },
  { name: '-0', create: () => -0, ...kept('-0') },
  { name: 'a double', create: () => 0.1 + 0.2, ...kept('0.30000000000000004') },
  {
    name: 'the largest and the least double',
    create: () => [1.7976931348623157e308, 5e-324],
    ...kept('[1.7976931348623157e+308,5e-324]'),
  },
  {
    name: 'integers over 2^31',
    create: () => [2 ** 31, -(2 ** 31) - 1, 2 ** 53 - 1, 2 ** 53],
    ...kept('[2147483648,-2147483649,9007199254740991,9007199254740992]'),
  },
  { name: 'the empty string', create: () => '', ...kept('""') },
  {
    name: 'text beyond ASCII',
    create: () => 'æøå 😀 \u0000\u2028',
    ...kept(JSON.stringify('æøå 😀 \u0000\u2028')),
  },
  {
    name: 'a lone surrogate',
    create: () => ['\ud800', 'a\udfffb'],
    ...kept('["\\ud800","a\\udfffb"]'),
  },
];

const builtInRows: readonly ValueRow[] = [
  {
    name: 'a Date',
    create: () => new Date(86_400_000),
    electronJson: '"1970-01-02T00:00:00.000Z"',
    structured: 'Date(1970-01-02T00:00:00.000Z)',
  },
  {
    name: 'an invalid Date',
    create: () => new Date(NaN),
    electronJson: dropped,
    structured: 'Date(invalid)',
  },
  { name: 'a RegExp', create: () => /a+\/b/gi, electronJson: '{}', structured: 'RegExp(/a+\\/b/gi)' },
  {
    name: 'a Map',
    create: () =>
      new Map<unknown, unknown>([
        ['a', 1],
        [{ b: 2 }, new Set([3])],
      ]),
    electronJson: '{}',
    structured: 'Map("a"=>1,{"b":2}=>Set(3))',
  },
  {
    name: 'a Set',
    create: () => new Set([1, 'two', null]),
    electronJson: '{}',
    structured: 'Set(1,"two",null)',
  },
  { name: 'an Error', create: () => new Error('broken'), electronJson: '{}', structured: 'Error("broken")' },
  {
    name: 'a RangeError with a cause',
    create: () => new RangeError('too far', { cause: new TypeError('wrong') }),
    electronJson: '{}',
    structured: 'RangeError("too far",cause TypeError("wrong"))',
  },
  {
    name: 'an Error with own properties',
    create: () => Object.assign(new Error('broken'), { code: 'E_BROKEN' }),
    electronJson: '{"code":"E_BROKEN"}',
    structured: 'Error("broken")',
  },
  { name: 'a Promise', create: () => Promise.resolve(1), electronJson: '{}', structured: { throws: '' } },
  { name: 'a WeakMap', create: () => new WeakMap(), electronJson: '{}', structured: { throws: '' } },
  { name: 'a boxed number', create: () => Object(1) as unknown, electronJson: '{}', structured: 'boxed 1' },
  {
    name: 'a boxed string',
    create: () => Object('ab') as unknown,
    electronJson: '{"0":"a","1":"b"}',
    structured: 'boxed "ab"',
  },
  {
    name: 'a boxed boolean',
    create: () => Object(false) as unknown,
    electronJson: '{}',
    structured: 'boxed false',
  },
];

const binaryRows: readonly ValueRow[] = [
  {
    name: 'a Buffer',
    create: () => {
      const bytes = Uint8Array.of(0, 127, 128, 255);
      const { Buffer } = globalThis as unknown as { Buffer?: { from(bytes: Uint8Array): Uint8Array } };
      return Buffer?.from(bytes) ?? bytes;
    },
    electronJson: 'bytes(0 127 128 255)',
    structured: 'Uint8Array(0 127 128 255)',
  },
  ...(
    [
      ['Int8Array', () => Int8Array.of(1, -1), '1 255'],
      ['Uint8Array', () => Uint8Array.of(1, 2), '1 2'],
      ['Uint8ClampedArray', () => Uint8ClampedArray.of(1, 300), '1 255'],
      ['Int16Array', () => Int16Array.of(1, -1), '1 0 255 255'],
      ['Uint16Array', () => Uint16Array.of(258), '2 1'],
      ['Int32Array', () => Int32Array.of(-2), '254 255 255 255'],
      ['Uint32Array', () => Uint32Array.of(1), '1 0 0 0'],
      ['Float32Array', () => Float32Array.of(1.5), '0 0 192 63'],
      ['Float64Array', () => Float64Array.of(-0), '0 0 0 0 0 0 0 128'],
      ['BigInt64Array', () => BigInt64Array.of(-1n), '255 255 255 255 255 255 255 255'],
      ['BigUint64Array', () => BigUint64Array.of(1n), '1 0 0 0 0 0 0 0'],
      ['DataView', () => new DataView(Uint8Array.of(7, 8, 9).buffer, 1), '8 9'],
    ] as const
  ).map(([kind, create, bytes]): ValueRow => ({
    name: `a ${kind}`,
    create,
    electronJson: `bytes(${bytes})`,
    structured: `${kind}(${bytes})`,
  })),
  {
    name: 'a view of a part of its buffer: that part alone',
    create: () => new Uint8Array(Uint8Array.of(1, 2, 3, 4).buffer, 1, 2),
    electronJson: 'bytes(2 3)',
    structured: 'Uint8Array(2 3)',
  },
  {
    name: 'an empty typed array',
    create: () => new Uint8Array(0),
    electronJson: 'bytes()',
    structured: 'Uint8Array()',
  },
  {
    name: 'an ArrayBuffer',
    create: () => Uint8Array.of(1, 2).buffer,
    electronJson: '{}',
    structured: 'ArrayBuffer(1 2)',
  },
];

const objectRows: readonly ValueRow[] = [
  {
    name: 'a plain object in a plain array',
    create: () => [{ b: 1, a: { c: [null, 'x'] } }, []],
    ...kept('[{"b":1,"a":{"c":[null,"x"]}},[]]'),
  },
  {
    name: 'a class instance: own enumerable keys, no prototype, no toJSON',
    create: () => {
      class Point {
        readonly x = 1;
        readonly y = [2];
        get sum(): number {
          return 3;
        }
        toJSON(): string {
          return 'never';
        }
      }
      return Object.defineProperty(new Point(), 'hidden', { value: 1, enumerable: false });
    },
    ...kept('{"x":1,"y":[2]}'),
  },
  {
    name: 'symbol keys',
    create: () => ({ a: 1, [Symbol('b')]: 2 }),
    ...kept('{"a":1}'),
  },
  {
    name: 'a getter',
    create: () => ({
      get computed() {
        return [1];
      },
    }),
    ...kept('{"computed":[1]}'),
  },
  {
    name: 'a getter that throws',
    create: () => ({
      before: 1,
      get bad(): never {
        throw new Error('no');
      },
      after: 2,
    }),
    electronJson: '{"before":1,"bad":null,"after":2}',
    structured: { throws: '.bad' },
  },
  {
    name: 'an object without a prototype',
    create: () => Object.assign(Object.create(null) as object, { a: 1 }),
    ...kept('{"a":1}'),
  },
  {
    name: 'undefined among properties',
    create: () => ({ a: undefined, b: [undefined], c: 1 }),
    electronJson: '{"b":[null],"c":1}',
    structured: '{"a":undefined,"b":[undefined],"c":1}',
  },
  {
    name: 'a sparse array',
    create: () => {
      const array: unknown[] = [1];
      array[3] = 4;
      return array;
    },
    electronJson: '[1,null,null,4]',
    structured: '[1,hole,hole,4]',
  },
  {
    name: 'an array with further properties',
    create: () => Object.assign([1, 2], { extra: 3 }),
    electronJson: '[1,2]',
    structured: '[1,2,"extra":3]',
  },
  {
    name: 'a key named __proto__ is an own key',
    create: () => JSON.parse('{"__proto__":{"polluted":true},"a":1}') as unknown,
    ...kept('{"__proto__":{"polluted":true},"a":1}'),
  },
  {
    name: 'keys of Object.prototype are own keys',
    create: () => ({ constructor: { prototype: { polluted: true } }, toString: 1, hasOwnProperty: null }),
    ...kept('{"constructor":{"prototype":{"polluted":true}},"toString":1,"hasOwnProperty":null}'),
  },
  {
    name: 'keys with a NUL, or like an index',
    create: () => ({ 1: 'one', '\u0000': 'nul', '\u0000x': -0, '': 'empty' }),
    ...kept('{"1":"one","\\u0000":"nul","\\u0000x":-0,"":"empty"}'),
  },
];

const graphRows: readonly ValueRow[] = [
  {
    name: 'a cycle, with its siblings',
    create: () => {
      const value: Record<string, unknown> = { before: 1 };
      value['self'] = value;
      value['list'] = [value, 2];
      return value;
    },
    electronJson: '{"before":1,"self":null,"list":[null,2]}',
    structured: '{"before":1,"self":«»,"list":[«»,2]}',
  },
  {
    name: 'the same object twice',
    create: () => {
      const shared = { n: 1 };
      return [shared, { again: shared }];
    },
    electronJson: '[{"n":1},{"again":{"n":1}}]',
    structured: '[{"n":1},{"again":«[0]»}]',
  },
  {
    name: 'arrays deeper than 100 levels',
    create: () => {
      let value: unknown[] = ['end'];
      for (let i = 1; i < 200; i++) value = [value];
      return value;
    },
    electronJson: {
      argument: '99 levels of null',
      item: '98 levels of null',
      property: '98 levels of null',
    },
    structured: '200 levels of "end"',
  },
  {
    name: 'objects deeper than 100 levels',
    create: () => {
      let value: object = { in: 'end' };
      for (let i = 1; i < 200; i++) value = { in: value };
      return value;
    },
    electronJson: {
      argument: '98 levels of {}',
      item: '97 levels of {}',
      property: '97 levels of {}',
    },
    structured: '200 levels of "end"',
  },
];

/** Values made to break their reader. */
const hostileRows: readonly ValueRow[] = [
  {
    name: 'a proxy that throws at every question',
    create: () => {
      const refuse = () => {
        throw new Error('no');
      };
      const traps = ['get', 'has', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor'] as const;
      return new Proxy({}, Object.fromEntries(traps.map((trap) => [trap, refuse])));
    },
    // By `typeof` it is an object, and it reports no keys.
    electronJson: '{}',
    structured: { throws: '' },
  },
  {
    name: 'a revoked proxy',
    create: () => {
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      return proxy;
    },
    electronJson: 'null',
    structured: { throws: '' },
  },
  {
    name: 'a proxy that hides its keys by throwing',
    create: () =>
      new Proxy(
        { a: 1 },
        {
          ownKeys() {
            throw new Error('no');
          },
        },
      ),
    electronJson: '{}',
    structured: { throws: '' },
  },
  { name: 'a proxy that behaves', create: () => new Proxy({ a: [1] }, {}), ...kept('{"a":[1]}') },
  {
    name: 'an object that says it is a Date',
    create: () => ({ [Symbol.toStringTag]: 'Date', a: 1 }),
    ...kept('{"a":1}'),
  },
  {
    name: 'a Date and an array without their prototypes',
    create: () => [new Date(0), [3]].map((value) => Object.setPrototypeOf(value, null) as unknown),
    electronJson: '["1970-01-01T00:00:00.000Z",[3]]',
    structured: '[Date(1970-01-01T00:00:00.000Z),[3]]',
  },
  {
    name: '10,000 levels',
    create: () => {
      let value: unknown[] = [];
      for (let i = 1; i < 10_000; i++) value = [value];
      return value;
    },
    electronJson: {
      argument: '99 levels of null',
      item: '98 levels of null',
      property: '98 levels of null',
    },
    structured: '9999 levels of []',
  },
];

/** The value table of the specification: every row, for both codecs. */
export const valueRows: readonly ValueRow[] = [
  ...scalarRows,
  ...builtInRows,
  ...binaryRows,
  ...objectRows,
  ...graphRows,
  ...hostileRows,
];
