import { electronJson } from './electron-json.js';

/** Arguments as they arrive. `NaN` beside them keeps them off the plain JSON path. */
function convert(...args: unknown[]): unknown[] {
  const plain = electronJson.decode(electronJson.encode(args));
  const [, ...walked] = electronJson.decode(electronJson.encode([NaN, ...args]));
  expect(walked).toStrictEqual(plain);
  return plain;
}

/** Objects nested around `inner`, which then stands on the level `levels` + 2. */
function nest(levels: number, inner: unknown, wrap: (value: unknown) => unknown): unknown {
  let value = inner;
  for (let i = 0; i < levels; i++) value = wrap(value);
  return value;
}

/** The depth of nested objects in `value`, and the innermost value. */
function measure(value: unknown): readonly [depth: number, innermost: unknown] {
  let depth = 0;
  let at = value;
  while (typeof at === 'object' && at !== null) {
    const inner = Object.values(at) as unknown[];
    depth++;
    if (inner.length === 0) return [depth, undefined];
    at = inner[0];
  }
  return [depth, at];
}

/** As in a browser. */
function withoutBuffer(run: () => void): void {
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'Buffer')!;
  Object.defineProperty(globalThis, 'Buffer', { value: undefined, configurable: true });
  try {
    run();
  } finally {
    Object.defineProperty(globalThis, 'Buffer', descriptor);
  }
}

const inList = (value: unknown): unknown => [value];
const inObject = (value: unknown): unknown => ({ value });

describe('electronJson', () => {
  it('gives its name to the handshake', () => {
    expect(electronJson.name).toBe('electronJson');
  });

  describe('levels, of which the list of arguments is the first', () => {
    it.each([
      ['lists', inList],
      ['objects', inObject],
    ])('are 100 in %s, a scalar at the end for one', (_, wrap) => {
      expect(measure(convert(nest(98, 'in', wrap))[0])).toEqual([98, 'in']);
    });

    it('end with null in a list', () => {
      expect(measure(convert(nest(99, 'in', inList))[0])).toEqual([99, null]);
      expect(measure(convert(nest(150, 'in', inList))[0])).toEqual([99, null]);
    });

    it('end with an empty object', () => {
      expect(measure(convert(nest(99, 'in', inObject))[0])).toEqual([99, undefined]);
      expect(measure(convert(nest(150, 'in', inObject))[0])).toEqual([99, undefined]);
    });

    it('end with a dropped property, and keep its neighbours', () => {
      const [value] = convert({ deep: nest(150, 'in', inObject), near: 1 });
      expect(value).toMatchObject({ near: 1 });
      expect(measure((value as { deep: unknown }).deep)[0]).toBe(98);
    });

    it.each([
      ['a Date', new Date(0)],
      ['a view', new Uint8Array(1)],
      ['-0', -0],
    ])('count %s as one, like any value', (_, value) => {
      const at100 = electronJson.decode(electronJson.encode([nest(98, value, inList)]));
      const at101 = electronJson.decode(electronJson.encode([nest(99, value, inList)]));
      expect(JSON.stringify(at100)).not.toContain('null');
      expect(JSON.stringify(at101)).toContain('null');
    });
  });

  describe('a cycle', () => {
    it('gives null at the edge that closes it, and leaves the siblings', () => {
      const object: Record<string, unknown> = { before: 1 };
      object['self'] = object;
      object['after'] = 2;
      expect(convert(object)).toStrictEqual([{ before: 1, self: null, after: 2 }]);
    });

    it('gives null in a list', () => {
      const list: unknown[] = [1];
      list.push(list, 2);
      expect(convert(list)).toStrictEqual([[1, null, 2]]);
    });

    it('of two gives null at the second', () => {
      const parent: Record<string, unknown> = { name: 'parent' };
      const child = { name: 'child', parent };
      parent['children'] = [child];
      expect(convert(parent, child)).toStrictEqual([
        { name: 'parent', children: [{ name: 'child', parent: null }] },
        { name: 'child', parent: { name: 'parent', children: [null] } },
      ]);
    });

    it('through a Map or Error with properties is found, too', () => {
      const map: Map<number, number> & { self?: unknown } = new Map();
      map.self = map;
      expect(convert(map)).toStrictEqual([{ self: null }]);
    });
  });

  it('sends the same object twice as two copies', () => {
    const shared = { a: -0 };
    const [first, second] = electronJson.decode(electronJson.encode([shared, [shared]])) as [
      object,
      [object],
    ];
    expect(first).toStrictEqual(shared);
    expect(second[0]).toStrictEqual(shared);
    expect(second[0]).not.toBe(first);
  });

  it('refuses too many values before it takes the memory for them', () => {
    const tooLarge = expect.objectContaining({ code: 'ERR_CULVERT_MESSAGE_TOO_LARGE' }) as Error;
    const sparse: unknown[] = [];
    sparse.length = 2 ** 32 - 1;
    expect(() => electronJson.encode([sparse])).toThrow(tooLarge);
    // The graph is small, and without a bound it would become 2^90 values.
    let doubled: unknown[] = new Array<null>(2 ** 22).fill(null);
    for (let i = 0; i < 90; i++) doubled = [doubled, doubled];
    expect(() => electronJson.encode([undefined, doubled])).toThrow(tooLarge);
  });

  it('refuses a text longer than a string can be', () => {
    const stringify = jest.spyOn(JSON, 'stringify').mockImplementation(() => {
      throw new RangeError('Invalid string length');
    });
    const encode = (): unknown => electronJson.encode(['plain']);
    try {
      expect(encode).toThrow(expect.objectContaining({ code: 'ERR_CULVERT_MESSAGE_TOO_LARGE' }));
    } finally {
      stringify.mockRestore();
    }
  });

  it('keeps the order of properties', () => {
    const object = { b: 1, a: undefined, 2: NaN, 1: -0, c: 3 };
    const [arrived] = electronJson.decode(electronJson.encode([object]));
    expect(Object.keys(arrived as object)).toEqual(['1', 'b', 'c']);
  });

  it('reads each property once, off the plain JSON path', () => {
    let reads = 0;
    const counting = {
      get a(): number {
        return ++reads;
      },
    };
    expect(electronJson.decode(electronJson.encode([undefined, counting]))).toStrictEqual([null, { a: 1 }]);
  });

  it('never calls toJSON, wherever it is', () => {
    const toJSON = (): never => {
      throw new Error('called');
    };
    const hidden = Object.defineProperty({ a: 1 }, 'toJSON', { value: toJSON });
    const list = Object.defineProperty([1], 'toJSON', { value: toJSON });
    const own = { a: 1, toJSON };
    const date = Object.assign(new Date(0), { toJSON, toISOString: toJSON });
    expect(electronJson.decode(electronJson.encode([hidden, list, own, date]))).toStrictEqual([
      { a: 1 },
      [1],
      { a: 1 },
      '1970-01-01T00:00:00.000Z',
    ]);
    expect(electronJson.decode(electronJson.encode([hidden]))).toStrictEqual([{ a: 1 }]);
    expect(electronJson.decode(electronJson.encode([list]))).toStrictEqual([[1]]);
  });

  it('keeps a property named toJSON that is a value', () => {
    expect(convert({ toJSON: 1 })).toStrictEqual([{ toJSON: 1 }]);
  });

  it('takes its copy at the call', () => {
    const bytes = Uint8Array.of(1, 2);
    const list = [1];
    const object = { a: 1, bytes, list };
    const body = electronJson.encode([object, list]);
    bytes[0] = 9;
    list.push(9);
    object.a = 9;
    expect(electronJson.decode(body)).toStrictEqual([{ a: 1, bytes: Buffer.of(1, 2), list: [1] }, [1]]);
  });

  it('sends only the bytes that a view shows', () => {
    const buffer = Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7).buffer;
    const pooled = Buffer.from('secret').subarray(2, 4);
    const body = electronJson.encode([
      new Uint8Array(buffer, 2, 3),
      new Uint16Array(buffer, 2, 1),
      new DataView(buffer, 6),
      pooled,
    ]);
    expect(electronJson.decode(body)).toStrictEqual([
      Buffer.of(2, 3, 4),
      Buffer.of(2, 3),
      Buffer.of(6, 7),
      Buffer.from('cr'),
    ]);
    expect(body.blobs.map((blob) => blob.buffer.byteLength)).toEqual([3, 2, 2, 2]);
  });

  it('drops a view of a transferred buffer', () => {
    const view = new Uint8Array(8);
    const dataView = new DataView(new ArrayBuffer(8));
    structuredClone([view, dataView], { transfer: [view.buffer, dataView.buffer] });
    expect(electronJson.decode(electronJson.encode([view, { dataView }, 1]))).toStrictEqual([null, {}, 1]);
  });

  it('gives a Uint8Array on a platform without Buffer', () => {
    const body = electronJson.encode([Uint8Array.of(1, 2)]);
    withoutBuffer(() => {
      expect(electronJson.decode(body)).toStrictEqual([Uint8Array.of(1, 2)]);
    });
  });

  it('writes plain arguments as their JSON, so that no other pass is needed', () => {
    expect(electronJson.encode(['a', { b: [1, null] }])).toEqual({ text: '["a",{"b":[1,null]}]', blobs: [] });
  });

  describe('decode', () => {
    it.each([
      ['nothing', ''],
      ['no JSON', '[1'],
      ['an object', '{}'],
      ['null', 'null'],
      ['a string', '"[]"'],
      ['tags without JSON', '!'],
      ['tags in no list', '!{"\\u0000":0}'],
      ['the text of the other codec', '*[["A"]]'],
      ['a blob that is not there', '![{"\\u0000":1}]'],
      ['a blob of negative number', '![{"\\u0000":-1}]'],
      ['a blob of no number', '![{"\\u0000":"0"}]'],
      ['a blob named length', '![{"\\u0000":"length"}]'],
      ['a blob named constructor', '![{"\\u0000":"constructor"}]'],
      ['a blob named __proto__', '![{"\\u0000":"__proto__"}]'],
      ['a tag of nothing', '![{"\\u0000":null}]'],
      ['a tag of a list', '![{"\\u0000":[0]}]'],
      ['100,000 levels with tags', `!${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ])('refuses %s', (_, text) => {
      const blobs = [Uint8Array.of(1)];
      const malformed = expect.objectContaining({ code: 'ERR_CULVERT_MALFORMED_FRAME' }) as Error;
      expect(() => electronJson.decode({ text, blobs })).toThrow(malformed);
      withoutBuffer(() => {
        expect(() => electronJson.decode({ text, blobs })).toThrow(malformed);
      });
    });

    it('makes an own property of __proto__, with tags or without', () => {
      for (const text of ['[{"__proto__":{"a":1}}]', '![{"__proto__":{"a":1}}]']) {
        const [object] = electronJson.decode({ text, blobs: [] }) as [object];
        expect(Object.keys(object)).toEqual(['__proto__']);
        expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
        expect(object).not.toHaveProperty('a');
      }
    });
  });
});
