import { bodyBytes, electronJson, structured, type Codec } from '@culvert/protocol';
import { runInNewContext } from 'node:vm';
import {
  call,
  createMain,
  createMemoryLink,
  createRenderer,
  defineContract,
  expose,
  registerError,
  wrap,
} from '../../index.js';
import { decodeThrown, fromWire } from './decode-error.js';
import { encodeError } from './encode-error.js';

const contract = defineContract({ ask: call<void, string>() });

function fail(): never {
  throw new Error('hostile');
}

/** Throws a revoked proxy: the thrown value can be hostile as well, and must not be inspected. */
function failWorse(): never {
  throw revoked({}) as Error;
}

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function withGetter(key: string, get: () => unknown, enumerable = true): Error {
  return Object.defineProperty(new Error('boom'), key, { get, enumerable });
}

function cyclicAggregate(): Error {
  const error = new AggregateError([], 'all');
  error.errors = Array.from({ length: 100 }, () => error);
  return error;
}

/** Eight levels of a hundred references to the same errors. A full walk would visit 10^16. */
function explodingAggregate(): Error {
  let error: Error = new Error('inner');
  for (let i = 0; i < 10; i++)
    error = new AggregateError(Array<Error>(100).fill(error), 'all', { cause: error });
  return error;
}

const traps = [
  'get',
  'getOwnPropertyDescriptor',
  'getPrototypeOf',
  'has',
  'ownKeys',
] as const satisfies readonly (keyof ProxyHandler<object>)[];

const hostile: Readonly<Record<string, () => unknown>> = {
  'an error of a class with a static method name': () =>
    new (
      class E extends Error {
        static override name(): string {
          return 'x';
        }
      } as unknown as new () => Error
    )(),
  'an error with a constructor that throws': () => withGetter('constructor', fail),
  'an error with a constructor that is not a function': () =>
    Object.assign(new Error('x'), { constructor: 7 }),
  ...Object.fromEntries(
    ['name', 'message', 'stack', 'cause', 'errors', 'code', 'toString', 'own'].flatMap((key) => [
      [`an error with a ${key} that throws`, () => withGetter(key, fail)],
      [`an error with a ${key} that throws a revoked proxy`, () => withGetter(key, failWorse)],
      [`an error with a ${key} that is a symbol`, () => withGetter(key, () => Symbol('s'))],
      [`an error with a ${key} that is a revoked proxy`, () => withGetter(key, () => revoked([]))],
      [
        `an error with a ${key} that has no prototype`,
        () => withGetter(key, () => Object.create(null) as object),
      ],
      [`an error with a ${key} that is itself`, () => Object.assign(new Error('x'), itself(key))],
    ]),
  ),
  'an error with a property that changes at each access': () => {
    let n = 0;
    return withGetter('own', () => ({
      get at() {
        return [1, fail, Symbol('s'), 1n][n++ % 4];
      },
    }));
  },
  'an error of errors whose errors is a proxy': () =>
    Object.assign(new AggregateError([], 'x'), { errors: new Proxy([1], { get: fail }) }),
  'an error of errors whose errors is not a list': () =>
    Object.assign(new AggregateError([], 'x'), { errors: 7 }),
  'an error of errors that holds itself': cyclicAggregate,
  'an error of errors of errors': explodingAggregate,
  'a cause that is a circle': () => {
    const error = new Error('x');
    error.cause = { error, list: [error] };
    return error;
  },
  'causes 10,000 deep': () => {
    let error = new Error('inner');
    for (let i = 0; i < 10_000; i++) error = new Error('x', { cause: error });
    return error;
  },
  'a revoked proxy': () => revoked({}),
  'a revoked proxy of an error': () => revoked(new Error('x')),
  'a revoked proxy of a list': () => revoked([]),
  ...Object.fromEntries(
    traps.flatMap((trap) => [
      [`a proxy of an error whose ${trap} throws`, () => new Proxy(new Error('x'), { [trap]: fail })],
      [`a proxy whose ${trap} throws`, () => new Proxy({}, { [trap]: failWorse })],
    ]),
  ),
  'a proxy of an error': () => new Proxy(new RangeError('x'), {}),
  'prototypes without end': () => {
    const proxy: object = new Proxy({}, { getPrototypeOf: () => proxy });
    return proxy;
  },
  'an object without a prototype': () => Object.create(null) as object,
  'an object whose toString throws': () => ({ toString: fail }),
  'an object whose toString gives an object': () => ({ toString: () => ({}) }),
  'an object with a hostile Symbol.toPrimitive': () => ({ [Symbol.toPrimitive]: failWorse }),
  'a text of 10 MB': () => 'x'.repeat(10_000_000),
  'an error with a message of 10 MB': () => new Error('x'.repeat(10_000_000)),
  'an error with 10 MB of properties': () =>
    Object.assign(new Error('x'), {
      code: 'E_X',
      rows: Array.from({ length: 1000 }, () => 'x'.repeat(10_000)),
    }),
  'a code of 10 MB': () => Object.assign(new Error('x'), { code: 'x'.repeat(10_000_000) }),
  'a cyclic object': () => {
    const object: Record<string, unknown> = {};
    return Object.assign(object, { object });
  },
  'an object with a function in it': () => ({ run: fail }),
  'a symbol': () => Symbol('s'),
  'a function': () => fail,
  'a class': () => class Thing {},
  'a promise': () => Promise.resolve(1),
  'a generator': () => (function* () {})(),
  NaN: () => NaN,
  'a BigInt': () => 10n,
  undefined: () => undefined,
  null: () => null,
  globalThis: () => globalThis,
  'an error of the old kind': () =>
    Object.assign(Object.create(Error.prototype) as Error, { message: 'old' }),
  'an error of another realm': () => runInNewContext('new TypeError("far")') as object,
};

function itself(key: string): object {
  const value: Record<string, unknown> = {};
  return { [key]: Object.assign(value, { value }) };
}

const LIMIT = 100_000;

describe.each<Codec>([electronJson, structured])('by $name', (codec) => {
  it.each(Object.entries(hostile))('%s leaves as an error that can be read', (_, make) => {
    for (const kind of ['window', 'worker'] as const) {
      for (const redact of [undefined, (error: object) => error]) {
        const redactError = (redact ?? ((error) => error)) as Parameters<typeof encodeError>[1];
        const body = encodeError(codec, redactError, make(), { id: 1, kind }, LIMIT);
        expect(bodyBytes(body)).toBeLessThanOrEqual(LIMIT);
        const [wire] = codec.decode(body);
        expect(() => decodeThrown(wire)).not.toThrow();
        expect(fromWire(wire)).toBeInstanceOf(Error);
        expect(String(fromWire(wire))).toEqual(expect.any(String));
      }
    }
  });

  it.each(Object.entries(hostile))(
    '%s settles a call, an invoke and an asynchronous invoke',
    async (_, make) => {
      const main = createMain({ codec, limits: { messageBytes: LIMIT } });
      const [mainEnd, rendererEnd] = createMemoryLink();
      main.connect(mainEnd);
      const renderer = createRenderer(rendererEnd, { codec, limits: { messageBytes: LIMIT } });
      const throwing = () => {
        throw make();
      };
      expose(main, contract, { ask: throwing });
      main.ipcMain.handle('now', throwing);
      main.ipcMain.handle('later', () => Promise.resolve().then(throwing));
      const { ipcRenderer } = renderer;
      const asked = [wrap(renderer, contract).ask(), ipcRenderer.invoke('now'), ipcRenderer.invoke('later')];
      const settled = await Promise.allSettled(asked);
      expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    },
  );
});

describe('an error over the limit of a message', () => {
  const sent = (error: unknown, limit: number) => {
    const body = encodeError(electronJson, (data) => data, error, { id: 1, kind: 'worker' }, limit);
    return decodeThrown(electronJson.decode(body)[0]) as Error & { code?: string };
  };
  const error = Object.assign(new TypeError('m'.repeat(5000)), { code: 'E_X', rows: ['r'.repeat(5000)] });

  it('is sent with its name, code and first characters', () => {
    const got = sent(error, 5000);
    expect(got).toBeInstanceOf(TypeError);
    expect(got.message).toBe(`${'m'.repeat(1000)}…`);
    expect([got.code, Object.keys(got)]).toEqual(['E_X', ['code']]);
  });

  it('is sent whole at the limit, but not one byte over it', () => {
    const bytes = bodyBytes(encodeError(electronJson, (data) => data, error, { id: 1, kind: 'worker' }));
    expect(sent(error, bytes).message).toHaveLength(5000);
    expect(sent(error, bytes - 1).message).toHaveLength(1001);
  });

  it('is sent as a fixed text if even that is too large', () => {
    const worse = new Error('\u0000'.repeat(1000));
    expect(sent(worse, 100).message).toBe('An error that could not be redacted.');
    expect(sent(new Error('m'.repeat(1000)), 100).message).toBe('m'.repeat(1000));
  });
});

describe('a registered class', () => {
  const codec = structured;
  const travel = (thrown: unknown) =>
    decodeThrown(codec.decode(encodeError(codec, (data) => data, thrown, { id: 1, kind: 'worker' }))[0]);

  class Guarded extends Error {
    readonly #detail: string;
    readonly seen: string[] = [];
    constructor(detail: string) {
      super('told');
      this.#detail = detail;
    }
    override get name(): string {
      return `Guarded:${this.#detail}`;
    }
    get code(): string {
      return `E_${this.#detail}`;
    }
    get detail(): string {
      return this.#detail;
    }
    get broken(): string {
      return fail();
    }
    set only(_: string) {
      fail();
    }
  }
  registerError(Guarded);

  it('may have getters that read private fields, and the error has their values', () => {
    const error = travel(new Guarded('disk')) as Guarded;
    expect(error).toBeInstanceOf(Guarded);
    expect([error.name, error.message, error.code, error.detail]).toEqual([
      'Guarded:disk',
      'told',
      'E_disk',
      'disk',
    ]);
    expect(String(error)).toBe('Guarded:disk: told');
    expect(Object.keys(error)).toEqual(['seen']);
  });

  it('runs no getter and no setter in the receiving process', () => {
    const ran: string[] = [];
    class Watched extends Error {
      override get name(): string {
        ran.push('name');
        return 'Watched';
      }
      override get message(): string {
        ran.push('message');
        return 'm';
      }
      override set message(_: string) {
        ran.push('set');
      }
      get code(): string {
        ran.push('code');
        return 'E_W';
      }
      override get stack(): string {
        ran.push('stack');
        return 's';
      }
      override get cause(): string {
        ran.push('cause');
        return 'c';
      }
    }
    registerError(Watched);
    const body = encodeError(codec, (data) => data, new Watched(), { id: 1, kind: 'worker' });
    ran.length = 0;
    const error = decodeThrown(codec.decode(body)[0]) as Watched;
    expect(ran).toEqual([]);
    expect(error).toBeInstanceOf(Watched);
    expect([error.name, error.code, error.message]).toEqual(['Watched', 'E_W', 'm']);
    expect(ran).toEqual([]);
  });

  it('of errors keeps class and errors', () => {
    class Several extends AggregateError {}
    registerError(Several);
    const error = travel(new Several([new RangeError('a'), 'b'], 'all')) as Several;
    expect(error).toBeInstanceOf(Several);
    expect(error).toMatchObject({ message: 'all', errors: [new RangeError('a'), 'b'] });
  });

  it.each<[string, unknown]>([
    ['no class', {}],
    ['nothing', undefined],
    ['a class of something else', class Thing {}],
    [
      'a class whose name is a method',
      class extends Error {
        static override name() {
          return 'x';
        }
      },
    ],
  ])('is refused where it is %s', (_, errorClass) => {
    expect(() => registerError(errorClass as typeof Error)).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_INVALID_ARGUMENT' }),
    );
  });
});

describe('a DOMException', () => {
  const travel = (codec: Codec, thrown: unknown) =>
    decodeThrown(codec.decode(encodeError(codec, (data) => data, thrown, { id: 1, kind: 'window' }))[0]);
  class Derived extends DOMException {
    readonly data = { a: 1 };
  }

  describe.each<Codec>([electronJson, structured])('by $name', (codec) => {
    it.each([false, true])('arrives as a DOMException. Registered: %p', (registers) => {
      if (registers) registerError(DOMException);
      for (const [name, code] of [
        ['AbortError', 20],
        ['DataCloneError', 25],
        ['Mine', 0],
      ] as const) {
        const error = travel(codec, new DOMException('gone', name)) as DOMException;
        expect(error).toBeInstanceOf(DOMException);
        expect(Object.prototype.toString.call(error)).toBe('[object DOMException]');
        expect([error.name, error.message, error.code, String(error)]).toEqual([
          name,
          'gone',
          code,
          `${name}: gone`,
        ]);
        expect(Object.keys(error)).toEqual([]);
      }
    });

    it('may be of a subclass', () => {
      expect(travel(codec, new Derived('gone', 'AbortError'))).toBeInstanceOf(DOMException);
      registerError(Derived);
      const error = travel(codec, new Derived('gone', 'AbortError')) as Derived;
      expect(error).toBeInstanceOf(Derived);
      expect([error.name, error.message, error.code, error.data]).toEqual([
        'AbortError',
        'gone',
        20,
        { a: 1 },
      ]);
    });

    it('keeps its cause', () => {
      const error = Object.assign(new DOMException('gone', 'AbortError'), { cause: 'why' });
      expect(travel(codec, error)).toMatchObject({ cause: 'why' });
    });
  });
});
