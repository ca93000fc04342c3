import { NO_BLOBS, type Body } from '../body.js';
import type { Codec } from '../codec.js';
import { CulvertError } from '../errors.js';
import { runtime } from '../runtime-globals.js';
import { findJsonChange, type ValueChange } from './json-changes.js';
import { jsonText } from './json-text.js';
import { malformedArguments } from './malformed-arguments.js';
import { MAX_VALUES, plainJsonText } from './plain-json.js';
import { isArrayLength, kindOf, setOwn, takeBytes, type ValueKind } from './value-kinds.js';

/** Chromium's converter drops a value more than 100 levels down. The argument list is the first level. */
const MAX_LEVELS = 100;
/** First character of a text that holds tags. A text without tags starts with `[`. */
const TAGGED = '!';
/** Key of a tag, and the prefix that escapes a user key that starts with it. */
const TAG = '\u0000';
const NEGATIVE_ZERO = '-0';

/**
 * The value converter of Electron up to 8 (Chromium's `V8ValueConverter`). It is JSON-like and does not reject
 * a value by its type. A value that it cannot carry becomes `null` in a list and is left out of an object. It
 * differs from `JSON.stringify`: -0 and binary values are kept, `toJSON` is not called, a cycle gives `null`.
 *
 * @see https://github.com/electron/electron/blob/v4.0.0/docs/api/ipc-renderer.md
 * @example electronJson.decode(electronJson.encode([new Date(0), () => {}])) // ['1970-01-01T00:00:00.000Z', null]
 */
export const electronJson: Codec = {
  name: 'electronJson',

  encode(
    args: readonly unknown[],
    transferred?: ReadonlySet<object>,
    onSearched?: (change: ValueChange | undefined) => void,
  ): Body {
    const plain = plainJsonText(args, MAX_LEVELS);
    if (plain !== undefined) return { text: plain, blobs: NO_BLOBS };
    if (onSearched !== undefined) search(args, onSearched);
    const conversion: Conversion = {
      ancestors: new Set(),
      blobs: [],
      transferred,
      tagged: false,
      left: MAX_VALUES,
    };
    const tree = convert(args, 1, conversion);
    return { text: jsonText(conversion.tagged ? TAGGED : '', tree), blobs: conversion.blobs };
  },

  decode(body: Body): unknown[] {
    try {
      const tagged = body.text.startsWith(TAGGED);
      const tree: unknown = JSON.parse(tagged ? body.text.slice(TAGGED.length) : body.text);
      if (Array.isArray(tree)) return tagged ? (revive(tree, body.blobs) as unknown[]) : tree;
    } catch (cause) {
      throw malformedArguments(cause);
    }
    throw malformedArguments();
  },
};

/** Its getters and proxies may throw. Then the conversion reports how the value changes. */
function search(args: readonly unknown[], onSearched: (change: ValueChange | undefined) => void): void {
  let change: ValueChange | undefined;
  try {
    change = findJsonChange(args);
  } catch {
    change = { path: 'args', what: 'a value that cannot be read becomes null' };
  }
  onSearched(change);
}

interface Conversion {
  readonly ancestors: Set<object>;
  readonly blobs: Uint8Array[];
  readonly transferred: ReadonlySet<object> | undefined;
  tagged: boolean;
  /** Values that it may still visit. Every place of a shared object counts, and every hole of a sparse array. */
  left: number;
}

/**
 * The JSON tree of a value. Returns `undefined` for a value that becomes null in a list and no property in an
 * object.
 */
function convert(value: unknown, level: number, conversion: Conversion): unknown {
  if (level > MAX_LEVELS) return undefined;
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (Object.is(value, -0)) return tag(NEGATIVE_ZERO, conversion);
      return Number.isFinite(value) ? value : undefined;
    case 'object':
      return value === null ? null : convertObject(value, level, conversion);
    case 'undefined':
    case 'bigint':
    case 'symbol':
    case 'function':
      return undefined;
  }
}

function convertObject(value: object, level: number, conversion: Conversion): unknown {
  const kind = readableKindOf(value);
  if (kind === undefined) return null;
  if (kind === 'View') return convertView(value as ArrayBufferView, conversion);
  if (kind === 'Date') return isoString(value as Date);
  if (conversion.ancestors.has(value)) return null;
  conversion.ancestors.add(value);
  const tree =
    kind === 'Array'
      ? convertArray(value as readonly unknown[], level, conversion)
      : convertProperties(value, level, conversion);
  conversion.ancestors.delete(value);
  return tree;
}

/** Undefined for a view of a transferred buffer. */
function convertView(view: ArrayBufferView, conversion: Conversion): unknown {
  try {
    return tag(conversion.blobs.push(takeBytes(view, conversion.transferred)) - 1, conversion);
  } catch {
    return undefined;
  }
}

/** A revoked proxy does not even answer for its kind. */
function readableKindOf(value: object): ValueKind | undefined {
  try {
    return kindOf(value);
  } catch {
    return undefined;
  }
}

function isoString(date: Date): string | undefined {
  const time = Date.prototype.getTime.call(date);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

function convertArray(array: readonly unknown[], level: number, conversion: Conversion): unknown[] {
  const length = read(array, 'length');
  // Only a proxy has an invalid length, and so no items.
  if (!isArrayLength(length)) return [];
  count(length, conversion);
  const tree: unknown[] = [];
  for (let i = 0; i < length; i++) tree.push(convert(read(array, i), level + 1, conversion) ?? null);
  return tree;
}

function convertProperties(object: object, level: number, conversion: Conversion): object {
  const tree: Record<string, unknown> = {};
  const keys = ownKeys(object);
  count(keys.length, conversion);
  for (const key of keys) {
    const property = convert(read(object, key), level + 1, conversion);
    if (property === undefined) continue;
    if (key.startsWith(TAG)) conversion.tagged = true;
    setOwn(tree, key.startsWith(TAG) ? TAG + key : key, property);
  }
  return tree;
}

function count(values: number, conversion: Conversion): void {
  conversion.left -= values;
  if (conversion.left >= 0) return;
  throw new CulvertError(
    'ERR_CULVERT_MESSAGE_TOO_LARGE',
    `These arguments cannot be sent: they hold more than ${MAX_VALUES} values.`,
  );
}

/** A proxy may throw when asked for its keys. It then counts as an object without keys. */
function ownKeys(object: object): string[] {
  try {
    return Object.keys(object);
  } catch {
    return [];
  }
}

/** Null for a getter that throws. */
function read(object: object, key: string | number): unknown {
  try {
    return (object as Record<string | number, unknown>)[key];
  } catch {
    return null;
  }
}

function tag(content: unknown, conversion: Conversion): object {
  conversion.tagged = true;
  return { [TAG]: content };
}

function revive(tree: unknown, blobs: readonly Uint8Array[]): unknown {
  if (typeof tree !== 'object' || tree === null) return tree;
  if (Array.isArray(tree)) return tree.map((item) => revive(item, blobs));
  if (Object.hasOwn(tree, TAG)) return reviveTag((tree as Record<string, unknown>)[TAG], blobs);
  const object: Record<string, unknown> = {};
  for (const [key, property] of Object.entries(tree)) {
    setOwn(object, key.startsWith(TAG) ? key.slice(TAG.length) : key, revive(property, blobs));
  }
  return object;
}

function reviveTag(content: unknown, blobs: readonly Uint8Array[]): unknown {
  if (content === NEGATIVE_ZERO) return -0;
  const blob = Number.isSafeInteger(content) ? blobs[content as number] : undefined;
  if (blob === undefined) throw malformedArguments();
  return runtime.Buffer ? runtime.Buffer.from(blob.buffer, blob.byteOffset, blob.byteLength) : blob;
}
