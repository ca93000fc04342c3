import { CulvertError } from '../errors.js';
import { formatPath, type Path } from './path.js';
import { copyBytes, kindOf } from './value-kinds.js';

/**
 * A graph of values as a flat table, so that cycles, shared references and any depth need no recursion.
 *
 * Every object has one row, `[kind, ...content]`; row 0 is the root. A value inside a row is a *slot*: JSON's own
 * scalars as they are, everything else as an array: `[row]` for an object, `['u']` undefined, `['n', digits]` BigInt,
 * `['f', text]` a number that JSON does not have.
 */
export interface Flat {
  readonly table: readonly unknown[][];
  readonly blobs: readonly Uint8Array[];
}

export type RowKind = 'o' | 'A' | 's' | 'd' | 'r' | 'm' | 'S' | 'e' | 'b' | 'x';

export function flatten(root: object): Flat {
  return new Flattener().run(root);
}

class Flattener {
  private readonly table: unknown[][] = [];
  private readonly blobs: Uint8Array[] = [];
  private readonly rows = new Map<object, number>();
  private readonly waiting: { readonly value: object; readonly path: Path | undefined }[] = [];

  run(root: object): Flat {
    this.row(root, undefined);
    for (let next = 0; next < this.waiting.length; next++) {
      const { value, path } = this.waiting[next]!;
      this.table[next] = this.readRow(value, path);
    }
    return { table: this.table, blobs: this.blobs };
  }

  /** The number of an object's row; its content is read when its turn comes. */
  private row(value: object, path: Path | undefined): number {
    const known = this.rows.get(value);
    if (known !== undefined) return known;
    const row = this.waiting.push({ value, path }) - 1;
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
        return ['n', value.toString()];
      case 'object':
        return value === null ? null : [this.row(value, path)];
      default:
        throw unserializable(`A ${typeof value}`, path);
    }
  }

  /** A getter or a proxy that throws is reported with the path of what it hid. */
  private readRow(value: object, path: Path | undefined): unknown[] {
    try {
      return this.content(value, path);
    } catch (cause) {
      if (cause instanceof CulvertError) throw cause;
      throw unserializable('A value whose reading threw', path, cause);
    }
  }

  private content(value: object, path: Path | undefined): unknown[] {
    const kind = kindOf(value);
    switch (kind) {
      case 'Array':
        return this.arrayRow(value as readonly unknown[], path);
      case 'Object':
        return ['o', ...this.properties(value, path)];
      case 'Date': {
        const time = Date.prototype.getTime.call(value);
        return ['d', Number.isNaN(time) ? null : time];
      }
      case 'RegExp':
        return ['r', (value as RegExp).source, (value as RegExp).flags];
      case 'Map':
        return ['m', ...[...(value as Map<unknown, unknown>)].flat(1).map((item, i) => this.slot(item, { parent: path, key: i >> 1 }))];
      case 'Set':
        return ['S', ...[...(value as Set<unknown>)].map((item, i) => this.slot(item, { parent: path, key: i }))];
      case 'Error':
        return this.errorRow(value as Error, path);
      case 'View':
        return ['b', viewName(value as ArrayBufferView), this.blobs.push(copyBytes(value as ArrayBufferView)) - 1];
      case 'ArrayBuffer':
        return ['b', 'ArrayBuffer', this.blobs.push(new Uint8Array((value as ArrayBuffer).slice(0))) - 1];
      case 'Boxed':
        return ['x', this.slot((value as { valueOf(): unknown }).valueOf(), { parent: path, key: 0 })];
      case 'Opaque':
        throw unserializable(`A ${Object.prototype.toString.call(value).slice(8, -1)}`, path);
    }
  }

  private arrayRow(array: readonly unknown[], path: Path | undefined): unknown[] {
    const keys = Object.keys(array);
    const dense = keys.length === array.length && (keys.length === 0 || keys.at(-1) === String(array.length - 1));
    if (!dense) return ['s', array.length, ...this.properties(array, path)];
    const row: unknown[] = ['A'];
    for (let i = 0; i < array.length; i++) row.push(this.slot(array[i], { parent: path, key: i }));
    return row;
  }

  private properties(object: object, path: Path | undefined): unknown[] {
    const content: unknown[] = [];
    for (const key of Object.keys(object)) {
      const at: Path = { parent: path, key };
      content.push(key, this.slot(read(object, key, at), at));
    }
    return content;
  }

  private errorRow(error: Error, path: Path | undefined): unknown[] {
    const at = (key: string): Path => ({ parent: path, key });
    const row = ['e', String(error.name), String(error.message), this.slot(error.stack, at('stack'))];
    const optional = Object.hasOwn(error, 'cause') ? [this.slot(error.cause, at('cause'))] : [];
    return [...row, optional];
  }
}

function read(object: object, key: string, path: Path): unknown {
  try {
    return (object as Record<string, unknown>)[key];
  } catch (cause) {
    throw unserializable('A getter that threw', path, cause);
  }
}

function viewName(view: ArrayBufferView): string {
  return view instanceof DataView ? 'DataView' : Object.prototype.toString.call(view).slice(8, -1);
}

function unserializable(what: string, path: Path | undefined, cause?: unknown): CulvertError {
  return new CulvertError('ERR_CULVERT_UNSERIALIZABLE', `${what} at ${formatPath(path)} cannot be sent.`, { cause });
}
