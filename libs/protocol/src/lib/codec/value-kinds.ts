/**
 * The built-in class of an object by its brand, not by its prototype: an iframe's Date is a Date, and an object that
 * only says so in `Symbol.toStringTag` is not. Everything that has no case here is `'Object'`.
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

/** Each throws unless its receiver truly has the brand. */
const brandChecks: Readonly<Record<string, readonly [ValueKind, (value: object) => unknown]>> = {
  Date: ['Date', (value) => Date.prototype.getTime.call(value)],
  RegExp: ['RegExp', (value) => Reflect.get(RegExp.prototype, 'source', value)],
  Map: ['Map', (value) => Map.prototype.has.call(value, 0)],
  Set: ['Set', (value) => Set.prototype.has.call(value, 0)],
  ArrayBuffer: ['ArrayBuffer', (value) => ArrayBuffer.prototype.slice.call(value, 0, 0)],
  Number: ['Boxed', (value) => Number.prototype.valueOf.call(value)],
  String: ['Boxed', (value) => String.prototype.valueOf.call(value)],
  Boolean: ['Boxed', (value) => Boolean.prototype.valueOf.call(value)],
  BigInt: ['Boxed', (value) => BigInt.prototype.valueOf.call(value)],
  Error: ['Error', () => undefined],
  Promise: ['Opaque', (value) => Promise.prototype.then.call(value, undefined, () => undefined)],
  WeakMap: ['Opaque', (value) => WeakMap.prototype.has.call(value, value)],
  WeakSet: ['Opaque', (value) => WeakSet.prototype.has.call(value, value)],
  WeakRef: ['Opaque', (value) => WeakRef.prototype.deref.call(value as WeakRef<object>)],
  SharedArrayBuffer: ['Opaque', () => undefined],
  Generator: ['Opaque', () => undefined],
};

/** Throws only what a hostile proxy throws when it is asked what it is. */
export function kindOf(value: object): ValueKind {
  if (Array.isArray(value)) return 'Array';
  if (ArrayBuffer.isView(value)) return 'View';
  const name = Object.prototype.toString.call(value).slice('[object '.length, -1);
  const check = Object.hasOwn(brandChecks, name) ? brandChecks[name] : undefined;
  if (check === undefined) return 'Object';
  try {
    check[1](value);
    return check[0];
  } catch {
    return 'Object';
  }
}

/** The bytes that a typed array, DataView or Buffer shows, copied. */
export function copyBytes(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice();
}

/** Defines an own property even where the key is `__proto__`, which plain assignment would take as the prototype. */
export function setOwn(object: object, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    (object as Record<string, unknown>)[key] = value;
  }
}
