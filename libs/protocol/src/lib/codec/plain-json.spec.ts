import { MAX_VALUES, plainJsonText } from './plain-json.js';

const LEVELS = 5;
const shared = {};

function plain(value: unknown, seen?: Set<object>): boolean {
  return plainJsonText([value], LEVELS, seen) !== undefined;
}

/** Nested lists with the arguments as the first level and a scalar as the last. */
function nested(levels: number, wrap: (inner: unknown) => unknown): unknown {
  return levels <= 2 ? 1 : wrap(nested(levels - 1, wrap));
}

describe('plainJsonText', () => {
  it.each([
    null,
    true,
    'text',
    '\ud800',
    0,
    1.5,
    2 ** 53,
    [],
    {},
    [1, [null, { a: 'b' }]],
    JSON.parse('{"__proto__":{"a":1},"constructor":1,"\\u0000":2}'),
  ])('is the JSON of %j', (value) => {
    expect(plainJsonText([value], LEVELS)).toBe(JSON.stringify([value]));
    expect(plainJsonText([value], LEVELS, new Set())).toBe(JSON.stringify([value]));
  });

  it.each([
    ['undefined', undefined],
    ['NaN', NaN],
    ['Infinity', Infinity],
    ['-0', -0],
    ['a BigInt', 1n],
    ['a symbol', Symbol('s')],
    ['a function', () => 1],
    ['a Date', new Date(0)],
    ['a typed array', new Uint8Array(1)],
    ['a Map', new Map()],
    ['a class instance', new (class Foo {})()],
    ['an object without a prototype', Object.create(null)],
    ['a derived array', new (class Derived extends Array {})()],
    ['an array with a hole', Object.assign([1], { 2: 2 })],
    ['a boxed value', Object(1)],
    ['an object with toJSON', { toJSON: () => 1 }],
    ['an object with a hidden toJSON', Object.defineProperty({}, 'toJSON', { value: () => 1 })],
    ['an array with toJSON', Object.assign([1], { toJSON: () => 1 })],
  ])('is not for %s, at any depth', (_, value) => {
    expect(plain(value)).toBe(false);
    expect(plain([value])).toBe(false);
    expect(plain({ a: value })).toBe(false);
  });

  it('accepts up to `levels` levels', () => {
    expect(plainJsonText(nested(LEVELS, (x) => [x]) as unknown[], LEVELS - 1)).toBeDefined();
    for (const wrap of [(x: unknown) => [x], (x: unknown) => ({ x })]) {
      expect(plain(nested(LEVELS, wrap))).toBe(true);
      expect(plain(nested(LEVELS + 1, wrap))).toBe(false);
    }
  });

  it('is not for a cycle', () => {
    const cycle: unknown[] = [];
    cycle.push(cycle);
    expect(plain(cycle)).toBe(false);
  });

  it('is for the same object twice only if identity does not matter', () => {
    expect(plain([shared, shared])).toBe(true);
    expect(plain([shared, shared], new Set())).toBe(false);
  });

  it('is for an array with further properties only if they do not matter', () => {
    const array = Object.assign([1], { extra: 1 });
    expect(plain(array)).toBe(true);
    expect(plain(array, new Set())).toBe(false);
  });

  it('is not for a value that throws', () => {
    const throwing = {
      get a(): never {
        throw new Error('no');
      },
    };
    expect(plain(throwing)).toBe(false);
    expect(plain(Proxy.revocable({}, {}))).toBe(false);
  });

  it('refuses too many values, counted at each place where they stand', () => {
    const quarter = new Array<null>(MAX_VALUES / 4).fill(null);
    expect(plain([quarter, quarter, quarter])).toBe(true);
    expect(plain([quarter, quarter, quarter, quarter])).toBe(false);
  });
});
