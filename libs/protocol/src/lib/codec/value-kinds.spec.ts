import { runInNewContext } from 'node:vm';
import {
  takeBytes,
  isArrayLength,
  kindOf,
  nameOf,
  setOwn,
  unboxed,
  viewName,
  type ValueKind,
} from './value-kinds.js';

class Derived extends Map {}
class Tagged extends Map {
  override get [Symbol.toStringTag](): string {
    return 'Tagged';
  }
}

function tagged(tag: unknown, object: object = {}): object {
  return Object.defineProperty(object, Symbol.toStringTag, { value: tag });
}

const throwingTag = {
  get [Symbol.toStringTag](): never {
    throw new Error('no tag');
  },
};

function foreign(code: string): object {
  return runInNewContext(code) as object;
}

describe('kindOf', () => {
  it.each<[string, ValueKind, object]>([
    ['[]', 'Array', []],
    ['a derived array', 'Array', new (class Derived extends Array {})()],
    ['a foreign array', 'Array', foreign('[]')],
    ['a proxy of an array', 'Array', new Proxy([], {})],
    ['a typed array', 'View', new Float64Array(1)],
    ['a DataView', 'View', new DataView(new ArrayBuffer(1))],
    ['a Buffer', 'View', Buffer.alloc(1)],
    ['a tagged typed array', 'View', tagged('Map', new Uint8Array(1))],
    ['an ArrayBuffer', 'ArrayBuffer', new ArrayBuffer(1)],
    ['a Date', 'Date', new Date(0)],
    ['an invalid Date', 'Date', new Date(NaN)],
    ['a foreign Date', 'Date', foreign('new Date(0)')],
    ['a tagged Date', 'Date', tagged('Nonsense', new Date(0))],
    ['a Date tagged as a Map', 'Date', tagged('Map', new Date(0))],
    [
      'a Date with a tag that throws',
      'Date',
      Object.defineProperties(new Date(0), Object.getOwnPropertyDescriptors(throwingTag)),
    ],
    ['a RegExp', 'RegExp', /x/],
    ['a Map', 'Map', new Map()],
    ['a derived Map', 'Map', new Derived()],
    ['a derived Map with a tag', 'Map', new Tagged()],
    ['a foreign Set', 'Set', foreign('new Set()')],
    ['an Error', 'Error', new RangeError()],
    ['a derived Error', 'Error', new (class Mine extends Error {})()],
    ['a foreign Error', 'Error', foreign('new TypeError()')],
    ['a tagged Error', 'Error', tagged('Failure', new Error())],
    ['a DOMException', 'Error', new DOMException('gone', 'AbortError')],
    ['a boxed number', 'Boxed', Object(1) as object],
    ['a boxed string', 'Boxed', Object('s') as object],
    ['a boxed boolean', 'Boxed', Object(false) as object],
    ['a boxed BigInt', 'Boxed', Object(1n) as object],
    ['a boxed symbol', 'Opaque', Object(Symbol('s')) as object],
    ['a Promise', 'Opaque', Promise.resolve()],
    ['a foreign Promise', 'Opaque', foreign('Promise.resolve()')],
    ['a WeakMap', 'Opaque', new WeakMap()],
    ['a WeakSet', 'Opaque', new WeakSet()],
    ['a WeakRef', 'Opaque', new WeakRef({})],
    ['a SharedArrayBuffer', 'Opaque', new SharedArrayBuffer(1)],
    ['a generator', 'Opaque', (function* () {})()],
    ['an async generator', 'Opaque', (async function* () {})()],
    ['a plain object', 'Object', {}],
    ['an object without a prototype', 'Object', Object.create(null) as object],
    ['a class instance', 'Object', new (class Foo {})()],
    ['an object that inherits from a Map', 'Object', Object.create(new Map()) as object],
    ['an object that inherits from an Error', 'Object', Object.create(Error.prototype) as object],
    ['a proxy of a Map', 'Object', new Proxy(new Map(), {})],
    ['arguments', 'Object', foreign('(function () { return arguments; })()')],
    ['a tag that throws', 'Object', throwingTag],
    ['a tag that is not a string', 'Object', tagged(7)],
    [
      'a proxy that throws at everything',
      'Object',
      new Proxy(
        {},
        {
          get: () => {
            throw new Error('no');
          },
        },
      ),
    ],
    ...[
      'Array',
      'Uint8Array',
      'ArrayBuffer',
      'Date',
      'RegExp',
      'Map',
      'Set',
      'Error',
      'Number',
      'String',
      'Symbol',
      'Promise',
      'WeakMap',
      'WeakRef',
      'SharedArrayBuffer',
      'Generator',
      'DOMException',
      '__proto__',
      'constructor',
      '',
    ].map((tag): [string, ValueKind, object] => [`an object tagged '${tag}'`, 'Object', tagged(tag)]),
  ])('%s is of kind %s', (_, kind, value) => {
    expect(kindOf(value)).toBe(kind);
  });

  it('throws for a revoked proxy, because it answers nothing', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(() => kindOf(proxy)).toThrow(TypeError);
  });

  it('leaves the rejection of a promise to its owner', () => {
    const promise = Promise.reject(new Error('mine'));
    const then = jest.spyOn(promise, 'then');
    kindOf(promise);
    expect(then).not.toHaveBeenCalled();
    return expect(promise).rejects.toThrow('mine');
  });
});

describe('nameOf', () => {
  it('is the class, the tag, or a word for an object that throws', () => {
    expect([nameOf(new Map()), nameOf(tagged('Mine')), nameOf(throwingTag)]).toEqual([
      'Map',
      'Mine',
      'value',
    ]);
  });
});

describe('unboxed', () => {
  it.each([1, -0, NaN, 'ab', '', true, false, 7n])('is %p, even with another valueOf', (value) => {
    const boxed = Object.assign(Object(value) as object, { valueOf: () => () => 1 });
    expect(unboxed(boxed)).toBe(value);
  });

  it('throws for anything else', () => {
    expect(() => unboxed({})).toThrow(TypeError);
    expect(() => unboxed(Object(Symbol('s')) as object)).toThrow(TypeError);
  });
});

describe('viewName', () => {
  it.each([
    ['Uint8Array', Buffer.alloc(1)],
    ['Uint8Array', tagged('Evil', new Uint8Array(1)) as ArrayBufferView],
    ['BigInt64Array', new BigInt64Array(1)],
    ['Float32Array', foreign('new Float32Array(1)') as ArrayBufferView],
    ['DataView', new DataView(new ArrayBuffer(1))],
  ])('is %s', (name, view) => {
    expect(viewName(view)).toBe(name);
  });
});

describe('takeBytes', () => {
  const buffer = Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]).buffer;

  it.each<[string, ArrayBufferView]>([
    ['a typed array', new Uint16Array(buffer, 4, 2)],
    ['a DataView', new DataView(buffer, 4, 4)],
    ['a Buffer', Buffer.from(buffer, 4, 4)],
  ])('takes the bytes that %s shows', (_, view) => {
    const bytes = takeBytes(view);
    expect(bytes).toStrictEqual(Uint8Array.of(4, 5, 6, 7));
    expect(bytes.buffer.byteLength).toBe(4);
  });

  it('ignores the getters of a derived class', () => {
    class Evil extends Uint8Array {
      override get buffer(): ArrayBuffer {
        throw new Error('buffer');
      }
      override get byteLength(): number {
        return 1e9;
      }
      override get byteOffset(): number {
        return -1;
      }
    }
    expect(takeBytes(Evil.of(1, 2, 3))).toStrictEqual(Uint8Array.of(1, 2, 3));
  });

  it('copies out of shared memory', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(2));
    shared.set([1, 2]);
    const bytes = takeBytes(shared);
    shared[0] = 9;
    expect(bytes).toStrictEqual(Uint8Array.of(1, 2));
  });

  it.each(['Uint8Array', 'DataView'])('throws for a %s of a transferred buffer', (name) => {
    const gone = new ArrayBuffer(8);
    const view = name === 'DataView' ? new DataView(gone) : new Uint8Array(gone);
    structuredClone(gone, { transfer: [gone] });
    expect(() => takeBytes(view)).toThrow(/detached/);
  });
});

describe('isArrayLength', () => {
  it.each([0, 1, 2 ** 32 - 1])('accepts %p', (length) => {
    expect(isArrayLength(length)).toBe(true);
  });
  it.each([-1, 0.5, NaN, Infinity, 2 ** 32, '1', 1n, null, undefined, [1], {}])('refuses %p', (length) => {
    expect(isArrayLength(length)).toBe(false);
  });
});

describe('setOwn', () => {
  it.each(['a', '__proto__', 'constructor', 'toString', '', '0'])('makes %j an ordinary property', (key) => {
    const object = {};
    setOwn(object, key, { x: 1 });
    expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
    expect(Object.getOwnPropertyDescriptor(object, key)).toEqual({
      value: { x: 1 },
      enumerable: true,
      configurable: true,
      writable: true,
    });
  });

  it('does so under a prototype that is frozen, or has a setter', () => {
    const prototype = Object.freeze({
      constructor: 1,
      set spy(_: unknown) {
        throw new Error('called');
      },
    });
    const object = Object.create(prototype) as Record<string, unknown>;
    setOwn(object, 'constructor', 2);
    setOwn(object, 'spy', 3);
    expect(Object.entries(object)).toEqual([
      ['constructor', 2],
      ['spy', 3],
    ]);
  });
});
