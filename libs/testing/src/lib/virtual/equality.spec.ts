import { of, throwError, type Observable } from 'rxjs';
import { isEqual } from './equality.js';
import { matches, matchesError } from './match.js';
import { runIpc } from './run-ipc.js';

class Point {
  readonly x = 1;
}

class Hidden {
  readonly #items: readonly number[];
  constructor(...items: readonly number[]) {
    this.#items = items;
  }
  [Symbol.iterator]() {
    return this.#items[Symbol.iterator]();
  }
}

function cyclic(x: number) {
  const value: { x: number; self?: unknown; map?: unknown } = { x };
  value.self = value;
  value.map = new Map([['self', value]]);
  return value;
}

function bytes(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values);
}

function shared(...values: readonly number[]): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer(values.length);
  new Uint8Array(buffer).set(values);
  return buffer;
}

function hole(): unknown[] {
  const list: unknown[] = [];
  list[1] = 1;
  return list;
}

const error = (fields: object) => Object.assign(new Error('a'), fields);

describe('isEqual', () => {
  it.each<[string, () => unknown]>([
    ['NaN', () => NaN],
    ['an invalid Date', () => new Date(NaN)],
    ['a Map of Maps', () => new Map([[new Map([[1, 2]]), { a: [1] }]])],
    ['a Set of objects', () => new Set([{ a: 1 }, { a: 2 }])],
    ['an error', () => new RangeError('a', { cause: new Error('b') })],
    ['an AggregateError', () => new AggregateError([new Error('x')], 'm')],
    ['a DOMException', () => new DOMException('a', 'AbortError')],
    ['a class instance', () => new Point()],
    ['an iterable', () => new Hidden(1, 2)],
    ['a value within itself', () => cyclic(1)],
    ['a buffer', () => bytes(1, 2).buffer],
    ['a shared buffer', () => shared(1, 2)],
    ['a URL', () => new URL('http://a')],
    ['search params', () => new URLSearchParams('a=1')],
    ['a list with a hole', hole],
  ])('holds for %s and its copy', (_name, make) => {
    expect(isEqual(make(), make())).toBe(true);
  });

  it.each<[string, unknown, unknown]>([
    ['0 and -0', 0, -0],
    ['undefined and null', undefined, null],
    ['a field that is undefined, and none', { a: undefined }, {}],
    ['the same within a Map', new Map([[1, { a: undefined }]]), new Map([[1, {}]])],
    ['the same within a Set', new Set([{ a: undefined }]), new Set([{}])],
    ['a hole and undefined', hole(), [undefined, 1]],
    ['the same within a list', [hole()], [[undefined, 1]]],
    ['one item and two equal ones', new Set([{}, { a: 1 }]), new Set([{}, {}])],
    ['errors with other messages', new Error('a'), new Error('b')],
    ['errors of other classes', new RangeError('a'), new Error('a')],
    ['errors with other codes', error({ code: 1 }), error({ code: 2 })],
    ['errors with other names', error({ name: 'X' }), error({ name: 'Y' })],
    ['errors with other causes', new Error('a', { cause: 1 }), new Error('a', { cause: 2 })],
    ['a cause that is undefined, and none', new Error('a', { cause: undefined }), new Error('a')],
    ['AggregateErrors', new AggregateError([new Error('x')], 'm'), new AggregateError([new Error('y')], 'm')],
    ['DOMExceptions', new DOMException('a', 'AbortError'), new DOMException('a', 'DataError')],
    ['an instance and its fields', new Point(), { x: 1 }],
    ['an object without a prototype', Object.create(null), {}],
    ['iterables', new Hidden(1), new Hidden(2)],
    ['values within themselves', cyclic(1), cyclic(2)],
    ['buffers of other lengths', new ArrayBuffer(3), new ArrayBuffer(4)],
    ['buffers', bytes(1).buffer, bytes(2).buffer],
    ['shared buffers', shared(1), shared(2)],
    ['DataViews', new DataView(bytes(1).buffer), new DataView(bytes(2).buffer)],
    ['typed arrays of other classes', new Float32Array([0]), new Int32Array([0])],
    ['bytes and a list', bytes(1), [1]],
    ['promises', Promise.resolve(1), Promise.resolve(1)],
    ['Blobs', new Blob(['a']), new Blob(['b'])],
    ['WeakMaps', new WeakMap(), new WeakMap()],
    ['search params', new URLSearchParams('a=1'), new URLSearchParams('a=2')],
    ['RegExps with other flags', /a/g, /a/],
    ['functions', () => 1, () => 1],
    ['symbol keys', { [Symbol.for('x')]: 1 }, {}],
    [
      'a getter that throws',
      {
        get a(): unknown {
          throw new Error('no');
        },
      },
      { a: 1 },
    ],
  ])('does not hold for %s', (_name, one, other) => {
    expect([isEqual(one, other), isEqual(other, one)]).toEqual([false, false]);
  });

  it('asks matchers, at any depth', () => {
    const sent = { at: 5, tags: new Map([['a', new Error('x')]]) };
    expect(isEqual(sent, { at: expect.any(Number), tags: new Map([['a', expect.any(Error)]]) })).toBe(true);
    expect(isEqual(sent, { at: expect.any(String), tags: expect.anything() })).toBe(false);
  });
});

describe('matches', () => {
  it('lets an object have more fields, but no object within it', () => {
    const sent = { kind: 'send', args: [{ x: 1, y: 2 }] };
    expect(matches(sent, { kind: 'send' })).toBe(true);
    expect(matches(sent, { args: [{ x: 1, y: 2 }] })).toBe(true);
    expect(matches(sent, { args: [{ x: 1 }] })).toBe(false);
    expect(matches(sent, { args: [expect.objectContaining({ x: 1 })] })).toBe(true);
  });

  it.each([[{ to: undefined }], [[]], [null], [undefined], ['send'], [new Map()]])(
    'is false for %p',
    (expected) => {
      expect(matches({ kind: 'send' }, expected)).toBe(false);
    },
  );
});

describe('matchesError', () => {
  it('compares an error with an error in full', () => {
    expect(matchesError(new Error('x'), new RangeError('x'))).toBe(false);
    expect(matchesError(error({ code: 1 }), new Error('a'))).toBe(false);
    expect(matchesError(error({ code: 1 }), error({ code: 1 }))).toBe(true);
  });

  it('finds a RegExp with the flag g each time', () => {
    const pattern = /x/g;
    expect([1, 2, 3].map(() => matchesError(new Error('x'), pattern))).toEqual([true, true, true]);
  });

  it('takes no text for an error without a message', () => {
    expect([matchesError(new Error('x'), ''), matchesError(new Error(''), '')]).toEqual([false, true]);
  });

  it('fails for an error with a getter that throws', () => {
    const thrown = {
      get message(): string {
        throw new Error('no');
      },
    };
    expect([matchesError(thrown, 'no'), matchesError(thrown, { message: 'no' })]).toEqual([false, false]);
  });
});

describe('the toBe of a helper', () => {
  const fails: Observable<unknown> = throwError(() => new Error('x'));
  const toBe = (source$: typeof fails, ...given: readonly unknown[]) =>
    runIpc(({ expectObservable }) => void Reflect.apply(expectObservable(source$).toBe, undefined, given));

  it('compares values and errors strictly', () => {
    expect(() => toBe(of([new RangeError('x')]), '(a|)', { a: [new Error('x')] })).toThrow('is not as drawn');
    expect(() => toBe(fails, '#', {}, new RangeError('x'))).toThrow('is not as drawn');
  });

  it('refuses an error that no # can be, and a drawing that is no text', () => {
    expect(() => toBe(of(1), '(a|)', { a: 1 }, RangeError)).toThrow('its drawing has no #');
    expect(() => toBe(fails, '#', {}, () => true)).toThrow('the class of an error');
    expect(() => toBe(fails)).toThrow('needs a drawing');
  });
});
