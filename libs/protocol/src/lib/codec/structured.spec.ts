import { CulvertError } from '../errors.js';
import { structured } from './structured.js';

function carry(...args: unknown[]): unknown[] {
  return structured.decode(structured.encode(args));
}

function nested(levels: number, wrap: (value: unknown) => unknown): unknown {
  let value: unknown = 'in';
  for (let i = 0; i < levels; i++) value = wrap(value);
  return value;
}

function depthOf(value: unknown): number {
  let depth = 0;
  for (let at = value; typeof at === 'object' && at !== null; depth++)
    at = (Object.values(at) as unknown[])[0];
  return depth;
}

describe('structured', () => {
  it('gives its name to the handshake', () => {
    expect(structured.name).toBe('structured');
  });

  describe('identity', () => {
    it('is kept if the same object stands twice', () => {
      const shared = { a: 1 };
      const [first, second, map] = carry(shared, [shared], new Map([[shared, shared]])) as [
        object,
        object[],
        Map<object, object>,
      ];
      expect(second[0]).toBe(first);
      expect([...map]).toEqual([[first, first]]);
      expect(map.get(first)).toBe(first);
    });

    it.each<[string, object]>([
      ['a list', []],
      ['a Date', new Date(0)],
      ['an Error', new Error('x')],
      ['a RegExp', /x/],
      ['a typed array', new Uint8Array(2)],
      ['an ArrayBuffer', new ArrayBuffer(2)],
      ['a Set', new Set()],
      ['a boxed string', Object('s') as object],
    ])('is kept of %s', (_, value) => {
      const [first, second] = carry(value, { value }) as [object, { value: object }];
      expect(second.value).toBe(first);
    });

    it('is kept through a cycle of every kind', () => {
      const list: unknown[] = [];
      const object: Record<string, unknown> = {};
      const map = new Map<unknown, unknown>();
      const set = new Set<unknown>();
      const error = new Error('cycle');
      const hollow: unknown[] = [];
      hollow[2] = hollow;
      list.push(list, object);
      object['map'] = map;
      map.set(map, set);
      set.add(set).add(error);
      error.cause = [error, list];
      const [list2, hollow2] = carry(list, hollow) as [unknown[], unknown[]];
      expect(list2[0]).toBe(list2);
      const map2 = (list2[1] as { map: Map<unknown, Set<unknown>> }).map;
      const set2 = map2.get(map2)!;
      const [self, error2] = [...set2] as [unknown, Error];
      expect(self).toBe(set2);
      expect(error2.cause).toEqual([error2, list2]);
      expect((error2.cause as unknown[])[1]).toBe(list2);
      expect(hollow2[2]).toBe(hollow2);
      expect(Object.keys(hollow2)).toEqual(['2']);
    });

    it('is not made up for equal objects', () => {
      const [first, second] = carry({ a: NaN }, { a: NaN });
      expect(first).toEqual(second);
      expect(first).not.toBe(second);
    });
  });

  describe.each([98, 99, 100, 101, 10_000])('%i levels', (levels) => {
    it.each<[string, (value: unknown) => unknown]>([
      ['lists', (value) => [value]],
      ['objects', (value) => ({ value })],
    ])('of %s arrive', (_, wrap) => {
      expect(depthOf(carry(nested(levels, wrap))[0])).toBe(levels);
    });
  });

  it('sends 10,000 levels of Maps, Sets and causes', () => {
    const wraps = [
      (value: unknown) => new Map([[value, value]]),
      (value: unknown) => new Set([value]),
      (value: unknown) => new Error('x', { cause: value }),
    ];
    const { stackTraceLimit } = Error;
    // The text of that many stacks would cost far more than the rest.
    Error.stackTraceLimit = 0;
    try {
      for (const wrap of wraps) expect(() => carry(nested(10_000, wrap))).not.toThrow();
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  });

  describe('an Error', () => {
    function arrived(error: unknown): Error {
      return carry(error)[0] as Error;
    }

    it.each([Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError])(
      '%p keeps class, name, message and stack',
      (ErrorClass) => {
        const error = new ErrorClass('what');
        const copy = arrived(error);
        expect(copy).toBeInstanceOf(ErrorClass);
        expect(Object.getPrototypeOf(copy)).toBe(ErrorClass.prototype);
        expect(copy).toMatchObject({ name: error.name, message: 'what', stack: error.stack });
        expect(Object.keys(copy)).toEqual([]);
        expect(copy).not.toHaveProperty('cause');
      },
    );

    it('of a class of its own keeps the name', () => {
      class QuotaError extends RangeError {
        override name = 'QuotaError';
      }
      const copy = arrived(new QuotaError('full'));
      expect(copy).toBeInstanceOf(Error);
      expect(String(copy)).toBe('QuotaError: full');
    });

    it('has its cause, and the cause of that', () => {
      const copy = arrived(new Error('a', { cause: new TypeError('b', { cause: { code: 7n } }) }));
      expect(copy.cause).toBeInstanceOf(TypeError);
      expect((copy.cause as Error).cause).toEqual({ code: 7n });
      expect(Object.getOwnPropertyDescriptor(copy, 'cause')?.enumerable).toBe(false);
    });

    it('may have an undefined cause', () => {
      const copy = arrived(new Error('a', { cause: undefined }));
      expect(Object.hasOwn(copy, 'cause')).toBe(true);
      expect(copy.cause).toBeUndefined();
    });

    it('that has other errors keeps them', () => {
      const copy = arrived(new AggregateError([new RangeError('a'), 'b', undefined], 'all'));
      expect(copy).toBeInstanceOf(AggregateError);
      expect(copy).toMatchObject({ name: 'AggregateError', message: 'all' });
      expect((copy as AggregateError).errors).toStrictEqual([new RangeError('a'), 'b', undefined]);
      expect(Object.keys(copy)).toEqual([]);
    });

    it('with an enumerable `errors` drops it like other properties', () => {
      expect(arrived(Object.assign(new Error('a'), { errors: [() => 1] }))).not.toHaveProperty('errors');
    });

    it('from an aborted signal keeps its name', () => {
      const controller = new AbortController();
      controller.abort();
      expect(String(arrived(controller.signal.reason))).toBe('AbortError: This operation was aborted');
    });

    it.each([{ value: [{ site: fail }] }, { value: undefined }, { get: fail }])(
      'gets no stack of the receiver if its own is not a string: %p',
      (descriptor) => {
        const error = Object.defineProperty(new Error('a'), 'stack', descriptor);
        expect(arrived(error).stack).toBeUndefined();
      },
    );

    it('with a message that is not a string arrives with a string message', () => {
      expect(arrived(Object.assign(new Error(), { message: 7, name: Symbol('n') }))).toMatchObject({
        name: 'Symbol(n)',
        message: '7',
      });
    });
  });

  it('keeps an invalid Date invalid', () => {
    expect((carry(new Date(NaN))[0] as Date).getTime()).toBeNaN();
  });

  it('keeps the pattern of a RegExp, and drops its lastIndex', () => {
    const pattern = /a\/\n[/]/gimsuy;
    pattern.lastIndex = 3;
    const patterns = [pattern, new RegExp(''), new RegExp('/'), new RegExp('v', 'dv')];
    const copies = carry(...patterns) as RegExp[];
    expect(copies.map(String)).toEqual(patterns.map(String));
    expect(copies[0]!.lastIndex).toBe(0);
  });

  it('keeps BigInts of any size and sign', () => {
    const values = [0n, 1n, -1n, 255n, -256n, 2n ** 64n, -(2n ** 1000n), 10n ** 5000n];
    expect(carry(...values)).toEqual(values);
  });

  it('keeps a sparse array sparse, and its memory small', () => {
    const sparse: unknown[] = [];
    sparse[2 ** 32 - 2] = 'end';
    sparse[5] = undefined;
    const [copy] = carry(sparse) as [unknown[]];
    expect(copy).toHaveLength(2 ** 32 - 1);
    expect(Object.entries(copy)).toEqual([
      ['5', undefined],
      [String(2 ** 32 - 2), 'end'],
    ]);
  });

  it('keeps sparse arguments', () => {
    const args: unknown[] = [];
    args[1] = 1;
    expect(structured.decode(structured.encode(args))).toStrictEqual(args);
  });

  it('takes its copy at the call', () => {
    const bytes = Uint8Array.of(1, 2);
    const object = { a: 1, bytes, list: [1], map: new Map([[1, { b: 2 }]]), date: new Date(0) };
    const expected = structuredClone(object);
    const body = structured.encode([object]);
    bytes[0] = 9;
    object.a = 9;
    object.list.push(9);
    object.map.get(1)!.b = 9;
    object.map.clear();
    object.date.setTime(9);
    expect(structured.decode(body)).toEqual([expected]);
  });

  it('sends only the bytes that a view shows', () => {
    const buffer = Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7).buffer;
    const body = structured.encode([
      new Uint16Array(buffer, 2, 1),
      new DataView(buffer, 6),
      Buffer.from('secret').subarray(2, 4),
    ]);
    expect(structured.decode(body)).toStrictEqual([
      Uint16Array.of(0x0302),
      new DataView(Uint8Array.of(6, 7).buffer),
      Uint8Array.of(99, 114),
    ]);
    expect(body.blobs.map((blob) => blob.buffer.byteLength)).toEqual([2, 2, 2]);
  });

  it('decodes a blob that is a view of something larger', () => {
    const { text } = structured.encode([Uint16Array.of(1)]);
    const larger = Uint8Array.of(9, 1, 0, 9);
    expect(structured.decode({ text, blobs: [larger.subarray(1, 3)] })).toStrictEqual([Uint16Array.of(1)]);
  });

  it.each<[string, unknown, string]>([
    ['a view of a transferred buffer', detached(new Uint8Array(8)), ''],
    ['an ArrayBuffer that was transferred away', detached(new Uint8Array(8)).buffer, ''],
    ['a getter in an array', Object.defineProperty([1], 1, { get: fail, enumerable: true }), '[1]'],
    ['a getter in a sparse array', Object.defineProperty([1], 3, { get: fail, enumerable: true }), '["3"]'],
    ['a name that throws', Object.defineProperty(new Error(), 'name', { get: fail }), '.name'],
    [
      'a message that is not a string',
      Object.assign(new Error(), { message: Object.create(null) as string }),
      '.message',
    ],
    ['a function in an error of an AggregateError', new AggregateError([[fail]]), '.errors[0][0]'],
    ['a function in a Map in a Set', new Set([new Map([['k', fail]])]), '.values()[0].get("k")'],
  ])('refuses %s, with its path', (_, value, path) => {
    const encode = (): unknown => structured.encode([value]);
    expect(encode).toThrow(CulvertError);
    expect(encode).toThrow(` at args[0]${path} cannot be sent.`);
  });

  it('keeps what a getter threw as the cause', () => {
    const thrown = new Error('mine');
    const value = {
      get a(): never {
        throw thrown;
      },
    };
    expect(() => structured.encode([value])).toThrow(expect.objectContaining({ cause: thrown }));
  });

  it('refuses a text longer than a string can be', () => {
    const stringify = jest.spyOn(JSON, 'stringify').mockImplementation(() => {
      throw new RangeError('Invalid string length');
    });
    const encode = (): unknown => structured.encode(['plain']);
    try {
      expect(encode).toThrow(expect.objectContaining({ code: 'ERR_CULVERT_MESSAGE_TOO_LARGE' }));
    } finally {
      stringify.mockRestore();
    }
  });

  it('writes plain arguments as their JSON', () => {
    expect(structured.encode(['a', { b: [1, null] }])).toEqual({ text: '["a",{"b":[1,null]}]', blobs: [] });
  });
});

function fail(): never {
  throw new Error('no');
}

function detached(view: Uint8Array<ArrayBuffer>): Uint8Array {
  structuredClone(view, { transfer: [view.buffer] });
  return view;
}
