import { runtime } from '../runtime-globals.js';
import { hiddenStateOf } from './hidden-state.js';

/**
 * The built-in class of an object by its brand, not by its prototype. An iframe's Date is a Date; an object
 * that only claims so in `Symbol.toStringTag` is not. Every object without a case here is `'Object'`.
 */
export type ValueKind =
  | 'Array'
  | 'View'
  | 'ArrayBuffer'
  | 'Date'
  | 'RegExp'
  | 'Map'
  | 'Set'
  | 'Error'
  | 'Boxed'
  | 'Opaque'
  | 'Object';

/** The value inside a boxed value, independent of its own `valueOf`. Each function throws for any other value. */
const unbox = {
  number: (value: object): number => Number.prototype.valueOf.call(value),
  string: (value: object): string => String.prototype.valueOf.call(value),
  boolean: (value: object): boolean => Boolean.prototype.valueOf.call(value),
  bigint: (value: object): bigint => BigInt.prototype.valueOf.call(value),
};

type Brand = readonly [kind: ValueKind, check: (value: object) => unknown];

/** By the name that `Object.prototype.toString` gives. Each check throws if its receiver lacks the brand. */
const brands: Readonly<Record<string, Brand>> = {
  Date: ['Date', (value) => Date.prototype.getTime.call(value)],
  RegExp: ['RegExp', (value) => Reflect.get(RegExp.prototype, 'source', value)],
  Map: ['Map', (value) => Map.prototype.has.call(value, 0)],
  Set: ['Set', (value) => Set.prototype.has.call(value, 0)],
  ArrayBuffer: ['ArrayBuffer', (value) => Reflect.get(ArrayBuffer.prototype, 'byteLength', value)],
  Number: ['Boxed', unbox.number],
  String: ['Boxed', unbox.string],
  Boolean: ['Boxed', unbox.boolean],
  BigInt: ['Boxed', unbox.bigint],
  Symbol: ['Opaque', (value) => Symbol.prototype.valueOf.call(value)],
  Error: ['Error', checkError],
  DOMException: ['Error', (value) => Reflect.get(runtime.DOMException.prototype, 'name', value)],
  // A check of a promise by its brand would subscribe to it, and so hide its rejection from its owner.
  Promise: ['Opaque', (value) => checkHeir(value, 'Promise')],
  WeakMap: ['Opaque', (value) => WeakMap.prototype.has.call(value, value)],
  WeakSet: ['Opaque', (value) => WeakSet.prototype.has.call(value, value)],
  WeakRef: ['Opaque', (value) => WeakRef.prototype.deref.call(value as WeakRef<object>) as unknown],
  SharedArrayBuffer: ['Opaque', (value) => Reflect.get(SharedArrayBuffer.prototype, 'byteLength', value)],
  Generator: ['Opaque', (value) => checkHeir(value, 'Generator')],
  AsyncGenerator: ['Opaque', (value) => checkHeir(value, 'AsyncGenerator')],
};

/** Throws only for a revoked proxy. */
export function kindOf(value: object): ValueKind {
  if (Array.isArray(value)) return 'Array';
  if (ArrayBuffer.isView(value)) return 'View';
  const name = nameOf(value);
  if (name === 'Object') return 'Object';
  const named = Object.hasOwn(brands, name) ? brands[name]! : undefined;
  if (named !== undefined && hasBrand(value, named)) return named[0];
  // A tag of a derived class may hide the kind of the object.
  return Object.values(brands).find((brand) => hasBrand(value, brand))?.[0] ?? 'Object';
}

/** The name that `Object.prototype.toString` gives: the built-in class, unless the object has its own tag. */
export function nameOf(value: object): string {
  try {
    return Object.prototype.toString.call(value).slice('[object '.length, -1);
  } catch {
    return 'value';
  }
}

function hasBrand(value: object, [, check]: Brand): boolean {
  try {
    check(value);
    return true;
  } catch {
    return false;
  }
}

/** Only the name shows an error's brand, and only if no tag covers it. */
function checkError(value: object): void {
  const untagged = Reflect.get(value, Symbol.toStringTag) === undefined && nameOf(value) === 'Error';
  if (!untagged && !(value instanceof Error)) throw new TypeError('Not an error.');
}

/**
 * True for an error of any realm, and for an object that an old-style constructor function made inherit from
 * one.
 */
export function isError(value: unknown): value is Error {
  if (typeof value !== 'object' || value === null) return false;
  try {
    return value instanceof Error || kindOf(value) === 'Error';
  } catch {
    return false;
  }
}

/** True for a DOMException of the platform, of this realm or another. */
export function isDomException(value: object): boolean {
  try {
    // Objects that do not claim to be one are not asked. The platform would throw an error with a stack for
    // each error that travels.
    const isNamed =
      value instanceof runtime.DOMException || Reflect.get(value, Symbol.toStringTag) === 'DOMException';
    return isNamed && Reflect.get(runtime.DOMException.prototype, 'name', value) !== undefined;
  } catch {
    return false;
  }
}

/** Checks an object without a brand by the language class that it inherits from. */
function checkHeir(value: object, name: string): void {
  if (hiddenStateOf(value, new Map()) !== name) throw new TypeError(`Not a ${name}.`);
}

/** The primitive inside a boxed value. */
export function unboxed(value: object): number | string | boolean | bigint {
  for (const take of Object.values(unbox)) {
    try {
      return take(value);
    } catch {
      // It belongs to another class, so try the next one.
    }
  }
  throw new TypeError('Not a boxed value.');
}

const viewNames: ReadonlySet<string> = new Set([
  'BigInt64Array',
  'BigUint64Array',
  'DataView',
  'Float16Array',
  'Float32Array',
  'Float64Array',
  'Int16Array',
  'Int32Array',
  'Int8Array',
  'Uint16Array',
  'Uint32Array',
  'Uint8Array',
  'Uint8ClampedArray',
]);

/** True for a view type that the wire knows. A later version of the language may have more. */
export function isViewName(name: string): boolean {
  return viewNames.has(name);
}

/** Has the accessors that all typed arrays share. A derived class may have overridden them. */
const typedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype) as object;

/** `'Uint8Array'`, `'Float64Array'`, …, `'DataView'`. */
export function viewName(view: ArrayBufferView): string {
  const name = Reflect.get(typedArrayPrototype, Symbol.toStringTag, view) as string | undefined;
  return name ?? 'DataView';
}

/**
 * The bytes that a typed array, DataView or Buffer shows. They are copied unless their buffer is one of
 * `transferred`. Throws for a detached buffer.
 */
export function takeBytes(view: ArrayBufferView, transferred?: ReadonlySet<object>): Uint8Array {
  const prototype = viewName(view) === 'DataView' ? DataView.prototype : typedArrayPrototype;
  const buffer = Reflect.get(prototype, 'buffer', view) as ArrayBuffer;
  const byteOffset = Reflect.get(prototype, 'byteOffset', view) as number;
  const byteLength = Reflect.get(prototype, 'byteLength', view) as number;
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  return transferred?.has(buffer) === true ? bytes : bytes.slice();
}

/** True for a length that a real array can have. A proxy may claim any length. */
export function isArrayLength(length: unknown): length is number {
  return typeof length === 'number' && length >>> 0 === length;
}

/**
 * Defines an own property where assignment would not. Assigning to `__proto__` sets the prototype. A frozen
 * `Object.prototype` makes assignment to each of its names fail.
 */
export function setOwn(object: object, key: string, value: unknown): void {
  if (key in object) {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    (object as Record<string, unknown>)[key] = value;
  }
}
