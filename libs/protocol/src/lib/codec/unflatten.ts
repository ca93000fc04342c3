import { setOwn } from './value-kinds.js';
import type { RowKind } from './flatten.js';

/** The inverse of `flatten`: first a shell for every row, then their contents, so that cycles close. */
export function unflatten(table: readonly unknown[][], blobs: readonly Uint8Array[]): unknown {
  const shells = table.map((row) => shell(row, blobs));
  const slot = (content: unknown): unknown => readSlot(content, shells);
  table.forEach((row, i) => fill(shells[i]!, row, slot));
  return shells[0];
}

function readSlot(content: unknown, shells: readonly object[]): unknown {
  if (!Array.isArray(content)) return content;
  const [kind, text] = content as [unknown, unknown];
  switch (kind) {
    case 'u':
      return undefined;
    case 'n':
      return BigInt(text as string);
    case 'f':
      return Number(text);
    default: {
      const value = shells[kind as number];
      if (value === undefined) throw new RangeError(`No row ${String(kind)}.`);
      return value;
    }
  }
}

function shell(row: readonly unknown[], blobs: readonly Uint8Array[]): object {
  const [kind, first, second] = row as [RowKind, unknown, unknown];
  switch (kind) {
    case 'o':
      return {};
    case 'A':
      return [];
    case 's':
      return new Array<unknown>(first as number);
    case 'd':
      return new Date((first as number | null) ?? NaN);
    case 'r':
      return new RegExp(first as string, second as string);
    case 'm':
      return new Map();
    case 'S':
      return new Set();
    case 'e':
      return errorShell(first as string, second as string);
    case 'b':
      return binary(first as string, blobs[second as number]);
    case 'x':
      // A boxed value holds no reference, so its slot needs no other row.
      return Object(readSlot(first, [])) as object;
    default:
      kind satisfies never;
      throw new RangeError(`No row of kind ${String(kind)}.`);
  }
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
      for (let i = 1; i < row.length; i += 2) (value as Map<unknown, unknown>).set(slot(row[i]), slot(row[i + 1]));
      break;
    case 'S':
      for (let i = 1; i < row.length; i++) (value as Set<unknown>).add(slot(row[i]));
      break;
    case 'e': {
      const [, , , stack, cause] = row as [unknown, unknown, unknown, unknown, unknown[]];
      define(value, 'stack', slot(stack));
      if (cause.length > 0) define(value, 'cause', slot(cause[0]));
      break;
    }
    default:
  }
}

function fillProperties(
  object: object,
  row: readonly unknown[],
  start: number,
  slot: (content: unknown) => unknown,
): void {
  for (let i = start; i < row.length; i += 2) setOwn(object, row[i] as string, slot(row[i + 1]));
}

/** As the properties of a real error are: present, and not enumerable. */
function define(error: object, key: string, value: unknown): void {
  Object.defineProperty(error, key, { value, configurable: true, writable: true });
}

const errorClasses: Readonly<Record<string, ErrorConstructor>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

function errorShell(name: string, message: string): Error {
  const ErrorClass = Object.hasOwn(errorClasses, name) ? errorClasses[name]! : Error;
  const error = new ErrorClass(message);
  if (error.name !== name) define(error, 'name', name);
  return error;
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
};

function binary(name: string, blob: Uint8Array | undefined): object {
  if (blob === undefined) throw new RangeError('A binary value is missing.');
  const whole = blob.byteOffset === 0 && blob.byteLength === blob.buffer.byteLength;
  const buffer = whole ? blob.buffer : blob.slice().buffer;
  if (name === 'ArrayBuffer') return buffer;
  const View = Object.hasOwn(viewClasses, name) ? viewClasses[name] : undefined;
  if (View === undefined) throw new RangeError(`No binary value of kind ${name}.`);
  return new View(buffer);
}
