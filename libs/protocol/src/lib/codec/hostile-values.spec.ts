import type { Codec } from '../codec.js';
import { CulvertError } from '../errors.js';
import { electronJson } from './electron-json.js';
import { structured } from './structured.js';

const documented = ['ERR_CULVERT_UNSERIALIZABLE', 'ERR_CULVERT_MESSAGE_TOO_LARGE'];

function fail(): never {
  throw new Error('hostile');
}

/** A thrown value can be hostile too: the codec must not look into it. */
function failWorse(): never {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  throw proxy as Error;
}

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

const traps = [
  'get',
  'getOwnPropertyDescriptor',
  'getPrototypeOf',
  'has',
  'isExtensible',
  'ownKeys',
] as const satisfies readonly (keyof ProxyHandler<object>)[];

function nested(levels: number, wrap: (value: unknown) => unknown): unknown {
  let value: unknown = 1;
  for (let i = 0; i < levels; i++) value = wrap(value);
  return value;
}

function sparse(length: number): unknown[] {
  const array: unknown[] = [];
  array.length = length;
  return array;
}

function lying(length: unknown): unknown {
  return new Proxy([1, 2], {
    get: (target, key) => (key === 'length' ? length : (Reflect.get(target, key) as unknown)),
  });
}

class Thenable {
  then(): never {
    return fail();
  }
}

const values: Readonly<Record<string, () => unknown>> = {
  'a getter that throws': () => ({
    get a() {
      return fail();
    },
  }),
  'a getter that throws a revoked proxy': () => ({
    get a() {
      return failWorse();
    },
  }),
  'a getter in an array': () => Object.defineProperty([1], 0, { get: fail, enumerable: true }),
  'a getter that gives another value each time': () => {
    let n = 0;
    return {
      get a(): unknown {
        return [1, -0, () => 1, 1n, undefined][n++ % 5];
      },
    };
  },
  'a getter that changes its object': () => {
    const object: Record<string, unknown> = {
      get a() {
        delete object['b'];
        object['c'] = fail;
        return NaN;
      },
      b: 1,
    };
    return object;
  },
  'an array that shrinks while it is read': () => {
    const array: unknown[] = [NaN, 1, 2];
    return Object.defineProperty(array, 0, { get: () => (array.length = 1), enumerable: true });
  },
  'a revoked proxy': () => revoked({}),
  'a revoked proxy of an array': () => revoked([]),
  'a revoked proxy of a function': () => revoked(fail),
  'a proxy in its own prototype chain': () => new Proxy(Object.create(revoked({})) as object, {}),
  ...Object.fromEntries(
    traps.flatMap((trap) => [
      [`a proxy with a ${trap} that throws`, () => new Proxy({ a: 1 }, { [trap]: fail })],
      [`a proxy of an array with a ${trap} that throws`, () => new Proxy([1], { [trap]: fail })],
      [`a proxy of a Map with a ${trap} that throws`, () => new Proxy(new Map(), { [trap]: fail })],
      [
        `a proxy with a ${trap} that throws a revoked proxy`,
        () => new Proxy({ a: NaN }, { [trap]: failWorse }),
      ],
    ]),
  ),
  'a proxy that has a function for everything': () => new Proxy({}, { get: () => fail }),
  'a proxy that is a Map for everything': () => new Proxy({}, { get: () => new Map() }),
  ...Object.fromEntries(
    [-1, 1.5, NaN, Infinity, 2 ** 53, '2', 2n, Symbol('two'), null, undefined, { valueOf: fail }].map(
      (length) => [
        `an array proxy of length ${typeof length} ${String(typeof length === 'object' ? 'object' : length)}`,
        () => lying(length),
      ],
    ),
  ),
  '10,000 levels of arrays': () => nested(10_000, (value) => [value]),
  '10,000 levels of objects': () => nested(10_000, (value) => ({ value })),
  '10,000 levels of Maps': () => nested(10_000, (value) => new Map([['k', value]])),
  '10,000 levels with values that are not plain': () =>
    nested(10_000, (value) => [value, undefined, { value: NaN }]),
  'an array of length 2^32 - 1': () => sparse(2 ** 32 - 1),
  'a sparse array with an item': () => Object.assign(sparse(2 ** 32 - 1), { 4_000_000_000: -0 }),
  'a cycle': () => {
    const a: unknown[] = [];
    a.push(a, { a });
    return a;
  },
  'a cycle of everything': () => {
    const all: unknown[] = [];
    return all.concat([
      new Map([[all, all]]),
      new Set([all]),
      Object.assign(new Error('e'), { cause: all }),
      all,
    ]);
  },
  'a graph in which everything is joined': () => {
    const nodes = Array.from({ length: 8 }, (): { to?: unknown } => ({}));
    nodes.forEach((node) => (node.to = nodes));
    return nodes;
  },
  '10 MB of text': () => 'x'.repeat(10_000_000),
  'a million lone surrogates': () => '\ud800'.repeat(1_000_000),
  '10 MB of key': () => ({ ['k'.repeat(10_000_000)]: NaN }),
  'a 10 MB key over a function': () => ({ ['k'.repeat(10_000_000)]: fail }),
  '20,000 keys': () =>
    Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, i % 2 ? i : NaN])),
  ...Object.fromEntries(
    [
      'Map',
      'Date',
      'Error',
      'Array',
      'Promise',
      'Generator',
      'Uint8Array',
      'SharedArrayBuffer',
      '__proto__',
      '',
    ].map((tag) => [`an object tagged ${tag}`, () => ({ [Symbol.toStringTag]: tag, a: NaN })]),
  ),
  'a tag that throws': () => ({
    get [Symbol.toStringTag]() {
      return fail();
    },
    a: NaN,
  }),
  'a typed array with a tag': () =>
    Object.defineProperty(Uint8Array.of(1), Symbol.toStringTag, { value: 'Float64Array' }),
  'toJSON that throws': () => ({ toJSON: fail }),
  'a hidden toJSON that throws': () => Object.defineProperty({}, 'toJSON', { value: fail }),
  'a toJSON getter that throws': () => Object.defineProperty({ a: 1 }, 'toJSON', { get: fail }),
  'a Date with methods that throw': () =>
    Object.assign(new Date(0), { toISOString: fail, getTime: fail, valueOf: fail }),
  'a Map with an iterator that throws': () =>
    Object.assign(new Map([[1, NaN]]), { [Symbol.iterator]: fail, forEach: fail, entries: fail }),
  'a Set with an iterator that throws': () =>
    Object.assign(new Set([NaN]), { [Symbol.iterator]: fail, forEach: fail }),
  'an array with methods that throw': () =>
    Object.assign([NaN], { [Symbol.iterator]: fail, map: fail, forEach: fail, at: fail }),
  'a RegExp that hides': () =>
    Object.defineProperties(/x/g, { source: { get: fail }, flags: { value: 7 }, global: { get: fail } }),
  'a RegExp that claims to be none': () => Object.assign(/x/, { [Symbol.match]: false }),
  'a RegExp with a match that throws': () => Object.defineProperty(/x/, Symbol.match, { get: fail }),
  'a boxed number with a hostile valueOf': () =>
    Object.assign(Object(1) as object, { valueOf: () => fail, toString: fail }),
  'an Error with properties that all throw': () =>
    Object.defineProperties(new Error('x'), {
      stack: { get: fail },
      name: { get: fail },
      message: { get: fail },
    }),
  'an Error with a function as its name': () => Object.assign(new Error('x'), { name: fail }),
  'an Error with a cause that throws': () => Object.defineProperty(new Error('x'), 'cause', { get: fail }),
  'an Error with hostile errors': () =>
    Object.defineProperty(new Error('x'), 'errors', { value: revoked([]) }),
  'a derived typed array with hostile getters': () =>
    new (class extends Uint8Array {
      override get buffer(): ArrayBuffer {
        return fail();
      }
      override get length(): number {
        return fail();
      }
      override get byteLength(): number {
        return fail();
      }
    })(2),
  'a derived DataView with hostile getters': () =>
    new (class extends DataView<ArrayBuffer> {
      override get buffer(): ArrayBuffer {
        return fail();
      }
      override get byteLength(): number {
        return fail();
      }
    })(new ArrayBuffer(2)),
  'a typed array with a hostile constructor': () =>
    Object.defineProperty(Uint8Array.of(1), 'constructor', { get: fail }),
  'an ArrayBuffer with a hostile constructor': () =>
    Object.defineProperty(new ArrayBuffer(2), 'constructor', { get: fail }),
  'a derived Map with hostile methods': () =>
    new (class extends Map<unknown, unknown> {
      override get size(): number {
        return fail();
      }
      override has(): boolean {
        return fail();
      }
      override [Symbol.iterator](): never {
        return fail();
      }
    })(),
  'a derived array with a hostile species': () =>
    class extends Array<unknown> {
      static override get [Symbol.species](): ArrayConstructor {
        return fail();
      }
    }.of(NaN, 1),
  'an object without a prototype': () =>
    Object.assign(Object.create(null) as object, { __proto__: 1, a: NaN }),
  'an own __proto__': () =>
    JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}') as unknown,
  'an own __proto__ that is not plain': () =>
    Object.defineProperty({}, '__proto__', { value: { polluted: NaN }, enumerable: true }),
  'a Map with hostile keys': () =>
    new Map<unknown, unknown>([
      ['__proto__', { polluted: 1 }],
      [{}, fail],
      [Symbol('s'), 1],
    ]),
  'a thenable': () => new Thenable(),
  'a rejected promise': () => {
    const promise = Promise.reject(new Error('handled'));
    promise.catch(() => undefined);
    return promise;
  },
  globalThis: () => globalThis,
  'a module namespace': () => jest.requireActual<object>('./path.js'),
  'the built-in prototypes': () => [
    Object.prototype,
    Array.prototype,
    Map.prototype,
    Error.prototype,
    Uint8Array.prototype,
  ],
  'the intrinsics': () => [Math, JSON, Reflect, Intl, Atomics],
};

const places: Readonly<Record<string, (value: unknown) => unknown[]>> = {
  argument: (value) => [value],
  'list item': (value) => [[0, value, undefined]],
  property: (value) => [{ before: NaN, value, after: 1 }],
};

/**
 * Visits every object that is reachable by properties. None may be a function or a prototype, or have a strange
 * prototype.
 */
function inspectArrived(root: unknown): void {
  const builtIn = new Set<unknown>([
    Object.prototype,
    Array.prototype,
    Map.prototype,
    Set.prototype,
    Function.prototype,
  ]);
  const seen = new Set<unknown>();
  const waiting = [root];
  for (const value of waiting) {
    expect(typeof value).not.toBe('function');
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if (builtIn.has(value)) throw new Error('A prototype has arrived.');
    if (seen.size > 1000) return;
    if (!ArrayBuffer.isView(value)) waiting.push(...Object.values(value).slice(0, 100));
  }
}

describe.each<Codec>([electronJson, structured])('$name', (codec) => {
  const before = prototypes();

  afterAll(() => {
    expect(prototypes()).toEqual(before);
    expect({}).not.toHaveProperty('polluted');
  });

  describe.each(Object.entries(places))('as an %s', (_, place) => {
    it.each(Object.entries(values))('%s is carried or refused', (_, make) => {
      const args = place(make());
      let body;
      try {
        body = codec.encode(args);
      } catch (error) {
        expect(error).toBeInstanceOf(CulvertError);
        expect(documented).toContain((error as CulvertError).code);
        return;
      }
      inspectArrived(codec.decode(body));
    });
  });
});

describe('electronJson', () => {
  const tooLarge = ['an array of length 2^32 - 1', 'a sparse array with an item'];

  it.each(Object.entries(values).filter(([title]) => !tooLarge.includes(title)))(
    'never refuses %s',
    (_, make) => {
      expect(() => electronJson.encode([make()])).not.toThrow();
    },
  );
});

function prototypes(): unknown {
  return [Object, Array, Map, Set, Error, Date, RegExp, Function, String].map(({ prototype }) =>
    Reflect.ownKeys(prototype).map(String),
  );
}
