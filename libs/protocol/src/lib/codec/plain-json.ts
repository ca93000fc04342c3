/**
 * Maximum number of values in one list of arguments where shared objects are copied. Each counts at every place
 * it stands. Without this bound, a hundred steps of `x = [x, x]` would never end.
 */
export const MAX_VALUES = 2 ** 24;

/** One walk over one list of arguments. */
interface Walk {
  /** If set, an object that appears twice is not plain. */
  readonly seen: Set<object> | undefined;
  /** Values that it may still visit. */
  left: number;
}

/**
 * Returns `JSON.stringify(args)` if that carries the arguments unchanged, otherwise `undefined`. Unchanged are
 * null, booleans, strings, finite numbers but -0, dense arrays and plain objects of these. They may be at most
 * `levels` deep. Most messages are plain, and both codecs try this first.
 *
 * @param seen if given, an object that appears twice is not plain: for a codec that keeps identity.
 */
export function plainJsonText(
  args: readonly unknown[],
  levels: number,
  seen?: Set<object>,
): string | undefined {
  try {
    return isPlain(args, levels, { seen, left: MAX_VALUES }) ? JSON.stringify(args) : undefined;
  } catch {
    // A getter or a proxy threw. The codec's own walk decides about its value.
    return undefined;
  }
}

function isPlain(value: unknown, levels: number, walk: Walk): boolean {
  if (levels <= 0) return false;
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    case 'object':
      return value === null || isPlainObject(value, levels - 1, walk);
    case 'undefined':
    case 'bigint':
    case 'symbol':
    case 'function':
      return false;
  }
}

function isPlainObject(object: object, levels: number, walk: Walk): boolean {
  if (walk.seen !== undefined) {
    if (walk.seen.has(object)) return false;
    walk.seen.add(object);
  }
  const prototype: unknown = Object.getPrototypeOf(object);
  const isArray = Array.isArray(object);
  if (prototype !== (isArray ? Array.prototype : Object.prototype)) return false;
  // A hidden `toJSON` counts too: Object.keys does not show it, but JSON.stringify would call it.
  if ((object as { readonly toJSON?: unknown }).toJSON !== undefined) return false;
  return isArray ? isPlainArray(object, levels, walk) : hasPlainProperties(object, levels, walk);
}

function isPlainArray(array: readonly unknown[], levels: number, walk: Walk): boolean {
  const { length } = array;
  if ((walk.left -= length) < 0) return false;
  // A hole reads as undefined, which is not plain. An array with further properties is not plain either.
  for (let i = 0; i < length; i++) if (!isPlain(array[i], levels, walk)) return false;
  return walk.seen === undefined || isDense(array);
}

/**
 * Uses `for in`, which builds no list of keys. It also sees keys of a patched `Object.prototype`, which does no
 * harm.
 */
function hasPlainProperties(object: object, levels: number, walk: Walk): boolean {
  for (const key in object) {
    if (--walk.left < 0 || !isPlain((object as Record<string, unknown>)[key], levels, walk)) return false;
  }
  return true;
}

function isDense(array: readonly unknown[]): boolean {
  return Object.keys(array).length === array.length;
}
