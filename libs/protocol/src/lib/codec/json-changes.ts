import { hiddenStateOf } from './hidden-state.js';
import { formatPath, type Path } from './path.js';
import { kindOf, nameOf, viewName, type ValueKind } from './value-kinds.js';

/** The change of a value on its way, for a value that arrives as another. */
export interface ValueChange {
  /** Its path, as `args[0].at`. */
  readonly path: string;
  /** The change in words, as `'a Date becomes a string'`. */
  readonly what: string;
}

/** Maximum number of values that the check visits: a check for developers must not stop a large message. */
const MAX_LOOKED_AT = 10_000;
/** Same as in `electronJson`. */
const MAX_LEVELS = 100;

/**
 * The first value that `electronJson` would change, or undefined if it carries all of them unchanged.
 *
 * An undefined argument and an undefined property are not changes: JSON leaves them out, and they read as
 * undefined.
 */
export function findJsonChange(args: readonly unknown[]): ValueChange | undefined {
  const search: Search = { left: MAX_LOOKED_AT, ancestors: new Set() };
  for (let i = 0; i < args.length; i++) {
    const change =
      args[i] === undefined ? undefined : find(args[i], { parent: undefined, key: i }, 2, search);
    if (change !== undefined) return change;
  }
  return undefined;
}

interface Search {
  left: number;
  readonly ancestors: Set<object>;
}

function find(value: unknown, path: Path, level: number, search: Search): ValueChange | undefined {
  if (--search.left < 0) return undefined;
  const what = level > MAX_LEVELS ? 'a value more than 100 levels deep is lost' : changeOf(value, search);
  if (what !== undefined) return { path: formatPath(path), what };
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return undefined;
  search.ancestors.add(value);
  const change = findWithin(value, path, level, search);
  search.ancestors.delete(value);
  return change;
}

function findWithin(object: object, parent: Path, level: number, search: Search): ValueChange | undefined {
  const keys = Object.keys(object);
  if (Array.isArray(object) && keys.length !== object.length) {
    const what =
      keys.length < object.length ? 'holes become null' : 'further properties of an array are lost';
    return { path: formatPath(parent), what };
  }
  for (const key of keys) {
    const value = (object as Record<string, unknown>)[key];
    if (value === undefined && !Array.isArray(object)) continue;
    const change = find(value, { parent, key: Array.isArray(object) ? Number(key) : key }, level + 1, search);
    if (change !== undefined) return change;
    if (search.left < 0) return undefined;
  }
  return undefined;
}

function changeOf(value: unknown, { ancestors }: Search): string | undefined {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) ? undefined : `${value} is lost`;
    case 'undefined':
      return 'undefined becomes null';
    case 'bigint':
      return 'a BigInt is lost';
    case 'symbol':
    case 'function':
      return `a ${typeof value} is lost`;
    case 'object':
      if (value === null) return undefined;
      return ancestors.has(value) ? 'a cycle ends as null' : changeOfObject(value);
    case 'string':
    case 'boolean':
      return undefined;
  }
}

const becomes: Readonly<Partial<Record<ValueKind, string>>> = {
  Date: 'a Date becomes a string',
  RegExp: 'a RegExp becomes {}',
  Map: 'a Map becomes {}',
  Set: 'a Set becomes {}',
  Error: 'an Error becomes its own properties',
  ArrayBuffer: 'an ArrayBuffer becomes {}',
  Boxed: 'a boxed value becomes a plain object',
};

function changeOfObject(value: object): string | undefined {
  const kind = kindOf(value);
  if (kind === 'View') return changeOfView(viewName(value as ArrayBufferView));
  const known = kind === 'Opaque' ? `a ${nameOf(value)} becomes {}` : becomes[kind];
  if (known !== undefined) return known;
  if (kind === 'Array') return undefined;
  const hidden = hiddenStateOf(value, new Map());
  if (hidden !== undefined) return `a ${hidden} becomes its own properties`;
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return undefined;
  return `a ${className(prototype)} becomes a plain object of its properties`;
}

function className(prototype: object): string {
  const { constructor } = prototype;
  return typeof constructor === 'function' && typeof constructor.name === 'string' && constructor.name !== ''
    ? constructor.name
    : 'class instance';
}

/** Each of these arrives as bytes. A Buffer or Uint8Array is bytes already. */
function changeOfView(name: string): string | undefined {
  return name === 'Uint8Array' ? undefined : `a ${name} becomes its bytes`;
}
