import { CulvertError } from '../errors.js';
import { formatPath, type Entry, type Path } from './path.js';
import { hiddenStateOf, type HiddenStates } from './hidden-state.js';
import {
  isArrayLength,
  isDomException,
  isViewName,
  kindOf,
  nameOf,
  takeBytes,
  unboxed,
  viewName,
} from './value-kinds.js';

/**
 * A graph of values as a flat table, so that cycles, shared references and any depth need no recursion.
 *
 * Every object has one row, `[kind, ...content]`; row 0 is the root. A value inside a row is a *slot*. JSON
 * scalars stand as they are, and everything else as an array. `[row]` is an object, `['u']` undefined, `['n',
 * hex]` a BigInt, `['f', text]` a number that JSON lacks.
 */
export interface Flat {
  readonly table: readonly unknown[][];
  readonly blobs: readonly Uint8Array[];
}

export type RowKind = 'o' | 'A' | 's' | 'd' | 'r' | 'm' | 'S' | 'e' | 'D' | 'b' | 'x';

/** More objects than a message can hold. A graph that makes new objects by getters or proxies has no end. */
const MAX_OBJECTS = 2 ** 22;

export function flatten(root: object, transferred?: ReadonlySet<object>, maxObjects = MAX_OBJECTS): Flat {
  return new Flattener(transferred, maxObjects).run(root);
}

class Flattener {
  private readonly table: unknown[][] = [];
  private readonly blobs: Uint8Array[] = [];
  private readonly rows = new Map<object, number>();
  private readonly waiting: { readonly value: object; readonly path: Path | undefined }[] = [];
  private readonly transferred: ReadonlySet<object> | undefined;
  private readonly maxObjects: number;
  private readonly hidden: HiddenStates = new Map();

  constructor(transferred: ReadonlySet<object> | undefined, maxObjects: number) {
    this.transferred = transferred;
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

  /** The number of an object's row. The walk reads its content later. */
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
        // For a million digits, hex takes milliseconds and decimal a second, here and at the peer.
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
        return this.objectRow(value, path);
      case 'Date': {
        const time = Date.prototype.getTime.call(value);
        return ['d', Number.isNaN(time) ? null : time];
      }
      case 'RegExp': {
        // The copy has the pattern that runs. The properties of the original may claim another.
        const { source, flags } = attempt(() => new RegExp(value as RegExp), path);
        return ['r', source, flags];
      }
      case 'Map':
        return this.mapRow(value, path);
      case 'Set':
        return this.setRow(value, path);
      case 'Error':
        return this.errorRow(value as Error, path);
      case 'View': {
        const name = viewName(value as ArrayBufferView);
        if (!isViewName(name)) throw unserializable(a(name), path);
        const bytes = attempt(() => takeBytes(value as ArrayBufferView, this.transferred), path);
        return ['b', name, this.blobs.push(bytes) - 1];
      }
      case 'ArrayBuffer': {
        const bytes = attempt(() => takeBytes(new Uint8Array(value as ArrayBuffer), this.transferred), path);
        return ['b', 'ArrayBuffer', this.blobs.push(bytes) - 1];
      }
      case 'Boxed':
        return ['x', this.slot(unboxed(value), { parent: path, key: 0 })];
      case 'Opaque':
        throw unserializable(a(nameOf(value)), path);
    }
  }

  /**
   * The properties of an object of the program. Properties do not show the state that a Proxy or the platform
   * hides.
   */
  private objectRow(value: object, path: Path | undefined): unknown[] {
    const state = attempt(() => hiddenStateOf(value, this.hidden), path);
    switch (state) {
      case undefined:
        return ['o', ...this.properties(value, path)];
      case 'Error':
        return this.errorRow(value as Error, path);
      case 'Map':
        return this.mapRow(value, path, ownForEach(value, state, path));
      case 'Set':
        return this.setRow(value, path, ownForEach(value, state, path));
      default:
        throw unserializable(a(state), path);
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

  private mapRow(map: object, parent: Path | undefined, forEach: ForEach = eachOfMap): unknown[] {
    const row: unknown[] = ['m'];
    let at = 0;
    forEach(map, (value, key) => {
      if (at >= this.maxObjects) throw tooLarge(this.maxObjects);
      row.push(this.slot(key, { parent, key: { of: 'keys', at } }));
      row.push(this.slot(value, { parent, key: entry(key, at++) }));
    });
    return row;
  }

  private setRow(set: object, parent: Path | undefined, forEach: ForEach = eachOfSet): unknown[] {
    const row: unknown[] = ['S'];
    let at = 0;
    forEach(set, (value) => {
      if (at >= this.maxObjects) throw tooLarge(this.maxObjects);
      row.push(this.slot(value, { parent, key: { of: 'values', at: at++ } }));
    });
    return row;
  }

  private errorRow(error: Error, path: Path | undefined): unknown[] {
    const kind = isDomException(error) ? 'D' : 'e';
    const row: unknown[] = [kind, text(error, 'name', path), text(error, 'message', path)];
    row.push('stack', stackOf(error) ?? ['u']);
    if (Object.hasOwn(error, 'cause')) row.push('cause', this.property(error, 'cause', path));
    if (hasErrors(error)) row.push('errors', this.property(error, 'errors', path));
    return row;
  }
}

type ForEach = (of: object, visit: (value: unknown, key: unknown) => void) => void;

const eachOfMap: ForEach = (map, visit) => Map.prototype.forEach.call(map, visit);
const eachOfSet: ForEach = (set, visit) => Set.prototype.forEach.call(set, visit);

/** The method that the object itself has: that of a Proxy may work where the language's own fails. */
function ownForEach(value: object, kind: 'Map' | 'Set', path: Path | undefined): ForEach {
  return (of, visit) => {
    try {
      Reflect.apply(read(value, 'forEach', path) as (...args: unknown[]) => void, of, [visit]);
    } catch (cause) {
      throw cause instanceof CulvertError
        ? cause
        : unserializable(`A ${kind} that hides its entries`, path, cause);
    }
  };
}

function a(name: string): string {
  return `${/^[AEIO]/.test(name) ? 'An' : 'A'} ${name}`;
}

/**
 * A program may change `stack`, by `Error.prepareStackTrace` for instance. Such a change is for its own process
 * only.
 */
function stackOf(error: Error): string | undefined {
  try {
    return typeof error.stack === 'string' ? error.stack : undefined;
  } catch {
    return undefined;
  }
}

/** True for `errors` as `AggregateError` makes it. An enumerable `errors` is a property of the program. */
function hasErrors(error: Error): boolean {
  return Object.getOwnPropertyDescriptor(error, 'errors')?.enumerable === false;
}

/** The path of the value of a Map entry: its key says it best, if the path can show the key. */
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

/** Reports a proxy that throws, or a transferred buffer, with its path. */
function attempt<T>(look: () => T, path: Path | undefined): T {
  try {
    return look();
  } catch (cause) {
    throw unserializable('A value that threw when read', path, cause);
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
