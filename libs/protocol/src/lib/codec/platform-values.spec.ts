import { createSecretKey } from 'node:crypto';
import { EventEmitter } from 'node:events';
import fc from 'fast-check';
import { CulvertError } from '../errors.js';
import { structured } from './structured.js';

function carry(value: unknown): unknown {
  return structured.decode(structured.encode([value]))[0];
}

/** Values with state that only the platform can read. The codec refuses those that it cannot carry whole. */
const refused: Readonly<Record<string, () => object>> = {
  'a URL': () => new URL('http://localhost'),
  URLSearchParams: () => new URLSearchParams('a=1'),
  Headers: () => new Headers(),
  'a Request': () => new Request('http://localhost'),
  'a Response': () => new Response('x'),
  FormData: () => new FormData(),
  'a Blob': () => new Blob(['x']),
  'an AbortController': () => new AbortController(),
  'an AbortSignal': () => new AbortController().signal,
  'an Event': () => new Event('x'),
  'an EventTarget': () => new EventTarget(),
  'an heir of EventTarget': () =>
    new (class Store extends EventTarget {
      readonly items = [1];
    })(),
  'a TextDecoder': () => new TextDecoder(),
  'a TextEncoder': () => new TextEncoder(),
  'a MessageChannel': () => new MessageChannel(),
  'a MessagePort': () => new MessageChannel().port1,
  'a ReadableStream': () => new ReadableStream(),
  'a WritableStream': () => new WritableStream(),
  'a TransformStream': () => new TransformStream(),
  'a KeyObject': () => createSecretKey(Buffer.from('key')),
  'a WebAssembly.Module': () => wasmModule(),
  'a WeakRef': () => new WeakRef({}),
  'a WeakMap': () => new WeakMap(),
  'a FinalizationRegistry': () => new FinalizationRegistry(() => undefined),
  'a Promise': () => Promise.resolve(),
  'an heir of Promise': () => new (class Mine<T> extends Promise<T> {})(() => undefined),
  'a generator': () => (function* () {})(),
  'an async generator': () => (async function* () {})(),
  'an iterator of an array': () => [1].values(),
  'an iterator of a Map': () => new Map([[1, 2]]).entries(),
  'an iterator of matches': () => 'a'.matchAll(/a/g),
  'an Intl.NumberFormat': () => new Intl.NumberFormat(),
  'an Intl.DateTimeFormat': () => new Intl.DateTimeFormat(),
  'segments of Intl': () => new Intl.Segmenter().segment('a'),
  'a boxed symbol': () => Object(Symbol('s')) as object,
  performance: () => performance,
  'a Map in a bare Proxy': () => new Proxy(new Map([[1, 2]]), {}),
  'a Set in a bare Proxy': () => new Proxy(new Set([1]), {}),
  'a Date in a Proxy': () => new Proxy(new Date(0), {}),
  'a RegExp in a Proxy': () => new Proxy(/x/, {}),
  'a typed array in a Proxy': () => new Proxy(new Uint8Array(2), {}),
  'an ArrayBuffer in a Proxy': () => new Proxy(new ArrayBuffer(2), {}),
  'a boxed number in a Proxy': () => new Proxy(Object(1) as object, {}),
  'a Promise in a Proxy': () => new Proxy(Promise.resolve(), {}),
  'an AbortSignal in a Proxy': () => new Proxy(new AbortController().signal, {}),
  'an object that inherits from a Map': () => Object.create(new Map()) as object,
  'an object that inherits from a Date': () => Object.create(Date.prototype) as object,
  'a class instance with its state under symbols': () =>
    Object.assign(new (class Hidden {})(), { [Symbol('state')]: 1 }),
  'a proxy with an endless chain of prototypes': () => {
    const proxy: object = new Proxy({}, { getPrototypeOf: () => endless() });
    return proxy;
  },
};

/** Known only at run time: these typings are those of Node. */
function wasmModule(): object {
  const { Module } = Reflect.get(globalThis, 'WebAssembly') as { Module: new (bytes: Uint8Array) => object };
  return new Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
}

function endless(): object {
  return new Proxy({}, { getPrototypeOf: () => endless() });
}

const places: readonly (readonly [path: string, place: (value: object) => unknown])[] = [
  ['args[0]', (value) => value],
  ['args[0].signal', (value) => ({ signal: value })],
  ['args[0][1].deep', (value) => [NaN, { deep: value }]],
  ['args[0].get("k")', (value) => new Map([['k', value]])],
  ['args[0].keys()[0]', (value) => new Map([[value, 1]])],
  ['args[0].values()[0]', (value) => new Set([value])],
  ['args[0].cause', (value) => new Error('x', { cause: value })],
];

describe('a value that only the platform can read', () => {
  it.each(Object.entries(refused))('is refused with its path: %s', (_, make) => {
    for (const [path, place] of places) {
      const encode = () => structured.encode([place(make())]);
      expect(encode).toThrow(CulvertError);
      expect(encode).toThrow(` at ${path} cannot be sent.`);
      expect(encode).toThrow(expect.objectContaining({ code: 'ERR_CULVERT_UNSERIALIZABLE' }));
    }
  });

  it('is named in the error', () => {
    const what = (value: object) => {
      try {
        structured.encode([value]);
        return 'carried';
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(what(new AbortController().signal)).toBe('An AbortSignal at args[0] cannot be sent.');
    expect(what(new Blob([]))).toBe('A Blob at args[0] cannot be sent.');
    expect(what([].values())).toBe('An Array Iterator at args[0] cannot be sent.');
  });
});

/** As Vue's `reactive`: the proxy gives methods that work on the target, and proxies of what they give. */
function reactive<T extends object>(target: T): T {
  return new Proxy(target, {
    get(of, key) {
      const value: unknown = Reflect.get(of, key, of);
      if (typeof value === 'function') return wrapMethod(of, key, value as (...args: unknown[]) => unknown);
      return typeof value === 'object' && value !== null ? reactive(value) : value;
    },
  });
}

function wrapMethod(of: object, key: PropertyKey, method: (...args: unknown[]) => unknown) {
  if (key !== 'forEach' || Array.isArray(of)) return method.bind(of);
  const deep = (value: unknown) => (typeof value === 'object' && value !== null ? reactive(value) : value);
  return (visit: (value: unknown, key: unknown) => void) =>
    method.call(of, (value: unknown, at: unknown) => visit(deep(value), deep(at)));
}

describe('a Proxy', () => {
  it('of a Map or Set with working methods arrives with its entries', () => {
    const state = reactive({
      map: new Map<unknown, unknown>([
        ['k', { list: [1, new Set(['deep'])] }],
        [{ key: 1 }, NaN],
      ]),
      set: new Set([1, { a: 1 }]),
      empty: new Map(),
    });
    expect(carry(state)).toStrictEqual({
      map: new Map<unknown, unknown>([
        ['k', { list: [1, new Set(['deep'])] }],
        [{ key: 1 }, NaN],
      ]),
      set: new Set([1, { a: 1 }]),
      empty: new Map(),
    });
  });

  it('of a Map is refused with the path of the entry that cannot be sent', () => {
    expect(() => structured.encode([reactive(new Map([['k', [() => 1]]]))])).toThrow(
      'A function at args[0].get("k")[0] cannot be sent.',
    );
  });

  it('of a Map with endless entries is refused', () => {
    const map = new Proxy(new Map(), {
      get: () => (visit: (value: number, key: number) => void) => {
        for (;;) visit(1, 1);
      },
    });
    expect(() => structured.encode([map])).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_MESSAGE_TOO_LARGE' }),
    );
  });

  it.each<[string, object, unknown]>([
    ['an object', new Proxy({ a: [1, NaN] }, {}), { a: [1, NaN] }],
    ['a list', new Proxy([1, NaN], {}), [1, NaN]],
    [
      'a class instance',
      new Proxy(
        new (class Point {
          x = NaN;
        })(),
        {},
      ),
      { x: NaN },
    ],
  ])('of %s arrives as that', (_, value, expected) => {
    expect(carry(value)).toStrictEqual(expected);
  });

  it('of an error arrives as that error', () => {
    const error = carry(new Proxy(new RangeError('far', { cause: [1] }), {})) as Error;
    expect(error).toBeInstanceOf(RangeError);
    expect(error).toMatchObject({ message: 'far', cause: [1] });
  });
});

describe('an object of the program', () => {
  class Tagged {
    readonly a = 1;
    get [Symbol.toStringTag](): string {
      return 'Promise';
    }
    then(): void {
      throw new Error('called');
    }
    next(): void {
      throw new Error('called');
    }
  }
  class Lookalike {
    readonly a = 1;
    readonly next = 2;
    get [Symbol.toStringTag](): string {
      return 'Generator';
    }
  }
  function Old(this: { a: number }): void {
    this.a = 1;
  }
  function OldError(this: { message: string }): void {
    this.message = 'old';
  }
  OldError.prototype = Object.create(Error.prototype);

  it.each<[string, () => object, object]>([
    ['with a tag, then and next', () => new Tagged(), { a: 1 }],
    ['with the tag of a generator', () => new Lookalike(), { a: 1, next: 2 }],
    ['of a function', () => new (Old as unknown as new () => object)(), { a: 1 }],
    ['of a class without properties', () => new (class Empty {})(), {}],
    [
      'with private fields',
      () =>
        new (class {
          a = 1;
          readonly #b = 2;
          get b() {
            return this.#b;
          }
        })(),
      { a: 1 },
    ],
    ['with bound functions in its prototype', () => Object.create({ on: Old.bind({ a: 1 }) }) as object, {}],
    [
      'that inherits from another',
      () => Object.assign(Object.create({ b: 2 }) as object, { a: 1 }),
      { a: 1 },
    ],
  ])('is its properties: one %s', (_, make, expected) => {
    expect(carry({ nan: NaN, value: make() })).toStrictEqual({ nan: NaN, value: expected });
    expect({ ...structuredClone(make()) }).toEqual(expected);
  });

  it('of an emitter is its properties, as structuredClone has it', () => {
    const keys = (value: unknown) => Object.keys(value as object);
    expect(keys(carry(new EventEmitter()))).toEqual(keys(structuredClone(new EventEmitter())));
  });

  it('that inherits from Error by a function is an error', () => {
    const error = carry(new (OldError as unknown as new () => object)()) as Error;
    expect(error).toBeInstanceOf(Error);
    expect(error.message).toBe('old');
  });

  it('that is a global of the program is not a class of the platform', () => {
    class Settings {
      readonly theme = 'dark';
    }
    Reflect.set(globalThis, 'Settings', Settings);
    try {
      expect(carry({ nan: NaN, settings: new Settings() })).toEqual({
        nan: NaN,
        settings: { theme: 'dark' },
      });
    } finally {
      Reflect.deleteProperty(globalThis, 'Settings');
    }
  });
});

describe('a DOMException', () => {
  it('arrives as one', () => {
    const error = carry({ reason: new DOMException('gone', 'AbortError') }) as { reason: DOMException };
    expect(error.reason).toBeInstanceOf(DOMException);
    expect([error.reason.name, error.reason.message, error.reason.code]).toEqual(['AbortError', 'gone', 20]);
  });
});

const hasFloat16 = 'Float16Array' in globalThis;

describe('a Float16Array', () => {
  const row = { text: '*[["A",[1]],["b","Float16Array",0]]', blobs: [Uint8Array.of(0, 60)] };

  (hasFloat16 ? it : it.skip)('arrives as one if the platform has it', () => {
    const Float16 = Reflect.get(globalThis, 'Float16Array') as { of(...n: number[]): ArrayBufferView };
    expect(carry(Float16.of(1, 2))).toStrictEqual(Float16.of(1, 2));
    expect(structured.decode(row)).toStrictEqual([Float16.of(1)]);
  });

  (hasFloat16 ? it.skip : it)('cannot be received on a platform without it', () => {
    expect(() => structured.decode(row)).toThrow(
      expect.objectContaining({
        code: 'ERR_CULVERT_UNSERIALIZABLE',
        message: 'A Float16Array cannot be received: this platform has none.',
      }),
    );
  });

  it('does not excuse malformed values of other kinds', () => {
    const other = { ...row, text: row.text.replace('Float16Array', 'Float8Array') };
    expect(() => structured.decode(other)).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_MALFORMED_FRAME' }),
    );
  });
});

describe('any mixture of things', () => {
  const things = fc.constantFrom(...Object.values(refused), ...carried());
  const shape = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      things.map((make) => make()),
      fc.constantFrom<unknown>(1, 'a', undefined, NaN),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b'), tie('value'), { maxKeys: 2 }),
      tie('value').map((value) => new Map([[value, value]])),
      tie('value').map((value) => new Set([value])),
    ),
  })).value;

  it('is refused wherever structuredClone refuses, and arrives as its clone otherwise', () => {
    let refusals = 0;
    fc.assert(
      fc.property(shape, (value) => {
        const copy = attempt(() => carry(value));
        if (copy.threw !== undefined) {
          refusals++;
          expect(copy.threw).toMatchObject({ code: 'ERR_CULVERT_UNSERIALIZABLE' });
          return;
        }
        expect(copy.value).toStrictEqual(structuredClone(value));
      }),
      { numRuns: 1000 },
    );
    expect(refusals).toBeGreaterThan(50);
  });
});

function carried(): readonly (() => object)[] {
  return [
    () => new Date(5),
    () => /x/g,
    () => new Map([[1, 2n]]),
    () => new Set([undefined]),
    () => Float64Array.of(1, NaN),
    () => new ArrayBuffer(3),
    () => Object(7) as object,
  ];
}

function attempt(look: () => unknown): { readonly value?: unknown; readonly threw?: unknown } {
  try {
    return { value: look() };
  } catch (threw) {
    return { threw };
  }
}
