import { CulvertError } from '../errors.js';
import { formatPath, type Entry, type Path } from './path.js';
import { isArrayLength, kindOf, nameOf, takeBytes, unboxed, viewName } from './value-kinds.js';

/**
 * A graph of values as a flat table, so that cycles, shared references and any depth need no recursion.
 *
 * Every object has one row, `[kind, ...content]`; row 0 is the root. A value inside a row is a *slot*: JSON's own
 * scalars as they are, everything else as an array: `[row]` for an object, `['u']` undefined, `['n', hex]` BigInt,
 * `['f', text]` a number that JSON does not have.
 */
export interface Flat {
  readonly table: readonly unknown[][];
  readonly blobs: readonly Uint8Array[];
}

export type RowKind = 'o' | 'A' | 's' | 'd' | 'r' | 'm' | 'S' | 'e' | 'b' | 'x';

/** More objects than a message can hold: a graph whose getters or proxies make new ones has no end. */
const MAX_OBJECTS = 2 ** 22;

export function flatten(root: object, moved?: ReadonlySet<object>, maxObjects = MAX_OBJECTS): Flat {
  return new Flattener(moved, maxObjects).run(root);
}

class Flattener {
  private readonly table: unknown[][] = [];
  private readonly blobs: Uint8Array[] = [];
  private readonly rows = new Map<object, number>();
  private readonly waiting: { readonly value: object; readonly path: Path | undefined }[] = [];
  private readonly moved: ReadonlySet<object> | undefined;
  private readonly maxObjects: number;

  constructor(moved: ReadonlySet<object> | undefined, maxObjects: number) {
    this.moved = moved;
    this.maxObjects = maxObjects;
  }

  run(root: object): Flat {
    this.row(root, undefined);
    for (let next = 0; next < this.waiting.length; next++) {
      const { value, path } = this.waiting[next]!;
      this.table[next] = this.content(value, path);
    }
    return { table: this.table, blobs: this.blobs };
  }

  /** The number of an object's row; its content is read when its turn comes. */
  private row(value: object, path: Path | undefined): number {
    const known = this.rows.get(value);
    if (known !== undefined) return known;
    const row = this.waiting.push({ value, path }) - 1;
    if (row >= this.maxObjects) throw tooLarge(this.maxObjects);
    this.rows.set(value, row);
    return row;
  }

  private slot(value: unknown, path: Path): unknown {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        if (Object.is(value, -0)) return ['f', '-0'];
        return Number.isFinite(value) ? value : ['f', String(value)];
      case 'undefined':
        return ['u'];
      case 'bigint':
        // Of a million digits, hex takes milliseconds and decimal a second, here and at the peer.
        return ['n', value.toString(16)];
      case 'object':
        return value === null ? null : [this.row(value, path)];
      case 'function':
      case 'symbol':
        throw unserializable(`A ${typeof value}`, path);
    }
  }

  private content(value: object, path: Path | undefined): unknown[] {
    switch (attempt(() => kindOf(value), path)) {
      case 'Array':
        return this.arrayRow(value as readonly unknown[], path);
      case 'Object':
        return ['o', ...this.properties(value, path)];
      case 'Date': {
        const time = Date.prototype.getTime.call(value);
        return ['d', Number.isNaN(time) ? null : time];
      }
      case 'RegExp': {
        // The copy has the pattern that runs, and not what the original may have been made to say of itself.
        const { source, flags } = attempt(() => new RegExp(value as RegExp), path);
        return ['r', source, flags];
      }
      case 'Map':
        return this.mapRow(value as ReadonlyMap<unknown, unknown>, path);
      case 'Set':
        return this.setRow(value as ReadonlySet<unknown>, path);
      case 'Error':
        return this.errorRow(value as Error, path);
      case 'View': {
        const bytes = attempt(() => takeBytes(value as ArrayBufferView, this.moved), path);
        return ['b', viewName(value as ArrayBufferView), this.blobs.push(bytes) - 1];
      }
      case 'ArrayBuffer': {
        const bytes = attempt(() => takeBytes(new Uint8Array(value as ArrayBuffer), this.moved), path);
        return ['b', 'ArrayBuffer', this.blobs.push(bytes) - 1];
      }
      case 'Boxed':
        return ['x', this.slot(unboxed(value), { parent: path, key: 0 })];
      case 'Opaque':
        throw unserializable(`A ${nameOf(value)}`, path);
    }
  }

  private arrayRow(array: readonly unknown[], path: Path | undefined): unknown[] {
    const keys = ownKeys(array, path);
    const length = read(array, 'length', path);
    if (!isArrayLength(length)) throw unserializable('An array without a length', path);
    const dense = keys.length === length && (length === 0 || keys.at(-1) === String(length - 1));
    if (!dense) return ['s', length, ...this.properties(array, path)];
    const row: unknown[] = ['A'];
    for (let i = 0; i < length; i++) row.push(this.property(array, i, path));
    return row;
  }

  private properties(object: object, path: Path | undefined): unknown[] {
    const content: unknown[] = [];
    for (const key of ownKeys(object, path)) content.push(key, this.property(object, key, path));
    return content;
  }

  private property(object: object, key: string | number, parent: Path | undefined): unknown {
    const path: Path = { parent, key };
    return this.slot(read(object, key, path), path);
  }

  private mapRow(map: ReadonlyMap<unknown, unknown>, parent: Path | undefined): unknown[] {
    const row: unknown[] = ['m'];
    let at = 0;
    Map.prototype.forEach.call(map, (value, key: unknown) => {
      row.push(this.slot(key, { parent, key: { of: 'keys', at } }));
      row.push(this.slot(value, { parent, key: entry(key, at++) }));
    });
    return row;
  }

  private setRow(set: ReadonlySet<unknown>, parent: Path | undefined): unknown[] {
    const row: unknown[] = ['S'];
    let at = 0;
    Set.prototype.forEach.call(set, (value) => {
      row.push(this.slot(value, { parent, key: { of: 'values', at: at++ } }));
    });
    return row;
  }

  private errorRow(error: Error, path: Path | undefined): unknown[] {
    const row: unknown[] = ['e', text(error, 'name', path), text(error, 'message', path)];
    row.push('stack', stackOf(error) ?? ['u']);
    if (Object.hasOwn(error, 'cause')) row.push('cause', this.property(error, 'cause', path));
    if (hasErrors(error)) row.push('errors', this.property(error, 'errors', path));
    return row;
  }
}

/** Whoever made something else of it, by `Error.prepareStackTrace` for instance, did so for their own process. */
function stackOf(error: Error): string | undefined {
  try {
    return typeof error.stack === 'string' ? error.stack : undefined;
  } catch {
    return undefined;
  }
}

/** Whether it is what `AggregateError` makes; an enumerable `errors` is somebody's own property. */
function hasErrors(error: Error): boolean {
  return Object.getOwnPropertyDescriptor(error, 'errors')?.enumerable === false;
}

/** Where the value of a Map's entry stands: its key says it best, if it can be written. */
function entry(key: unknown, at: number): Entry {
  return typeof key === 'string' || typeof key === 'number' ? { get: key } : { of: 'values', at };
}

function ownKeys(object: object, path: Path | undefined): string[] {
  return attempt(() => Object.keys(object), path);
}

function text(error: Error, key: 'name' | 'message', parent: Path | undefined): string {
  return attempt(() => String(error[key]), { parent, key });
}

function read(object: object, key: string | number, path: Path | undefined): unknown {
  try {
    return (object as Record<string | number, unknown>)[key];
  } catch (cause) {
    throw unserializable('A getter that threw', path, cause);
  }
}

/** A proxy that throws, or a buffer that was transferred away, is reported with its path. */
function attempt<T>(look: () => T, path: Path | undefined): T {
  try {
    return look();
  } catch (cause) {
    throw unserializable('A value whose reading threw', path, cause);
  }
}

function tooLarge(maxObjects: number): CulvertError {
  return new CulvertError(
    'ERR_CULVERT_MESSAGE_TOO_LARGE',
    `These arguments cannot be sent: they hold more than ${maxObjects} objects.`,
  );
}

function unserializable(what: string, path: Path | undefined, cause?: unknown): CulvertError {
  return new CulvertError('ERR_CULVERT_UNSERIALIZABLE', `${what} at ${formatPath(path)} cannot be sent.`, {
    cause,
  });
}
