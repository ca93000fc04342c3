import { CulvertError } from '../errors.js';
import { runtime } from '../runtime-globals.js';
import type { RowKind } from './flatten.js';
import { languageErrors } from './language-errors.js';
import { isArrayLength, setOwn } from './value-kinds.js';

/**
 * The inverse of `flatten`: first a shell for every row, then the contents, so that cycles close. The table
 * comes from a peer, so every type in it is checked at its use. Memory is taken only for its actual content.
 */
export function unflatten(table: unknown, blobs: readonly Uint8Array[]): unknown {
  const rows = list(table).map(list);
  const takeBlob = blobReader(blobs);
  const shells = rows.map((row) => shell(row, takeBlob));
  const slot = (content: unknown): unknown => readSlot(content, shells);
  rows.forEach((row, i) => fill(shells[i]!, row, slot));
  return shells[0];
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new TypeError('A table and its rows are arrays.');
  return value;
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('Here stands text.');
  return value;
}

/** Blobs come in the order of their rows, each once. So a peer cannot have one blob copied many times. */
function blobReader(blobs: readonly Uint8Array[]): (index: unknown) => Uint8Array {
  let next = 0;
  return (index) => {
    const blob = blobs[next];
    if (blob === undefined || index !== next++) throw new RangeError('A binary value is missing.');
    return blob;
  };
}

function readSlot(content: unknown, shells: readonly object[]): unknown {
  if (!Array.isArray(content)) return scalar(content);
  const [kind, of] = content as readonly unknown[];
  switch (kind) {
    case 'u':
      return undefined;
    case 'n':
      return bigint(text(of));
    case 'f':
      return Number(text(of));
    default: {
      const value = Number.isSafeInteger(kind) ? shells[kind as number] : undefined;
      if (value === undefined) throw new RangeError(`No row ${String(kind)}.`);
      return value;
    }
  }
}

function scalar(content: unknown): unknown {
  if (content === undefined || (typeof content === 'object' && content !== null)) {
    throw new TypeError('A slot is a scalar of JSON, or an array.');
  }
  return content;
}

function bigint(hex: string): bigint {
  return hex.startsWith('-') ? -BigInt(`0x${hex.slice(1)}`) : BigInt(`0x${hex}`);
}

function shell(row: readonly unknown[], takeBlob: (index: unknown) => Uint8Array): object {
  const [kind, first, second] = row as readonly [RowKind, unknown, unknown];
  switch (kind) {
    case 'o':
      return {};
    case 'A':
      return [];
    case 's':
      return sparseArray(first);
    case 'd':
      return new Date(typeof first === 'number' ? first : NaN);
    case 'r':
      return new RegExp(text(first), text(second));
    case 'm':
      return new Map();
    case 'S':
      return new Set();
    case 'e':
      return errorShell(text(first), text(second));
    case 'D':
      return domExceptionShell(text(first), text(second));
    case 'b':
      return binary(text(first), takeBlob(second));
    case 'x':
      // A boxed value holds no reference, so its slot needs no other row.
      return Object(readSlot(first, [])) as object;
    default:
      kind satisfies never;
      throw new RangeError(`No row of kind ${String(kind)}.`);
  }
}

/** The last index that an array can have. */
const LAST_INDEX = 2 ** 32 - 2;

/**
 * Makes an empty array of this length at no cost. `new Array(length)` would take the memory for all of it. An
 * item at the last index makes the engine keep the array by key.
 */
function sparseArray(length: unknown): unknown[] {
  if (!isArrayLength(length)) throw new RangeError('An array has a length.');
  const array: unknown[] = [];
  array[LAST_INDEX] = undefined;
  Reflect.deleteProperty(array, LAST_INDEX);
  array.length = length;
  return array;
}

function fill(value: object, row: readonly unknown[], slot: (content: unknown) => unknown): void {
  switch (row[0] as RowKind) {
    case 'o':
      fillProperties(value, row, 1, slot);
      break;
    case 's':
      fillProperties(value, row, 2, slot);
      break;
    case 'A':
      for (let i = 1; i < row.length; i++) (value as unknown[]).push(slot(row[i]));
      break;
    case 'm':
      for (let i = 1; i < row.length; i += 2)
        (value as Map<unknown, unknown>).set(slot(row[i]), slot(row[i + 1]));
      break;
    case 'S':
      for (let i = 1; i < row.length; i++) (value as Set<unknown>).add(slot(row[i]));
      break;
    case 'e':
    case 'D':
      fillError(value, row, slot);
      break;
    case 'd':
    case 'r':
    case 'b':
    case 'x':
      break;
  }
}

function fillProperties(
  object: object,
  row: readonly unknown[],
  start: number,
  slot: (content: unknown) => unknown,
): void {
  for (let i = start; i < row.length; i += 2) {
    const key = text(row[i]);
    if (key === 'length' && Array.isArray(object)) throw new RangeError('A length stands before the items.');
    setOwn(object, key, slot(row[i + 1]));
  }
}

const errorProperties: readonly unknown[] = ['stack', 'cause', 'errors'];

function fillError(error: object, row: readonly unknown[], slot: (content: unknown) => unknown): void {
  for (let i = 3; i < row.length; i += 2) {
    if (!errorProperties.includes(row[i])) throw new RangeError('An error has no other properties.');
    define(error, row[i] as string, slot(row[i + 1]));
  }
}

/** As in a real error, the property is present and not enumerable. */
function define(error: object, key: string, value: unknown): void {
  Object.defineProperty(error, key, { value, configurable: true, writable: true });
}

function errorShell(name: string, message: string): Error {
  if (name === 'AggregateError') return new AggregateError([], message);
  const ErrorClass = Object.hasOwn(languageErrors, name) ? languageErrors[name]! : Error;
  const error = new ErrorClass(message);
  if (error.name !== name) define(error, 'name', name);
  return error;
}

/** On a platform without DOMException, an error with the same name. */
function domExceptionShell(name: string, message: string): Error {
  const { DOMException } = runtime;
  return typeof DOMException === 'function' ? new DOMException(message, name) : errorShell(name, message);
}

type ViewClass = new (buffer: ArrayBufferLike) => ArrayBufferView;

const viewClasses: Readonly<Record<string, ViewClass>> = {
  BigInt64Array,
  BigUint64Array,
  DataView,
  Float32Array,
  Float64Array,
  Int16Array,
  Int32Array,
  Int8Array,
  Uint16Array,
  Uint32Array,
  Uint8Array,
  Uint8ClampedArray,
  ...('Float16Array' in globalThis && { Float16Array: Reflect.get(globalThis, 'Float16Array') as ViewClass }),
};

function binary(name: string, blob: Uint8Array): object {
  const whole = blob.byteOffset === 0 && blob.byteLength === blob.buffer.byteLength;
  const buffer = whole ? blob.buffer : blob.slice().buffer;
  if (name === 'ArrayBuffer') return buffer;
  const View = Object.hasOwn(viewClasses, name) ? viewClasses[name] : undefined;
  if (View === undefined && name === 'Float16Array') {
    const reason = 'A Float16Array cannot be received: this platform has none.';
    throw new CulvertError('ERR_CULVERT_UNSERIALIZABLE', reason);
  }
  if (View === undefined) throw new RangeError(`No binary value of kind ${name}.`);
  return new View(buffer);
}
