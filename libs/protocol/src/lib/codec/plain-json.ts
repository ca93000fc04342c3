/**
 * `JSON.stringify(args)` where that alone carries the arguments unchanged, otherwise `undefined`. Unchanged are null,
 * booleans, strings, finite numbers but -0, dense arrays and plain objects of these, at most `levels` deep. Most
 * messages are, and both codecs take this way first.
 *
 * @param seen where given, the same object twice is not plain: for a codec that keeps identity.
 */
export function plainJsonText(args: readonly unknown[], levels: number, seen?: Set<object>): string | undefined {
  try {
    return isPlain(args, levels, seen) ? JSON.stringify(args) : undefined;
  } catch {
    // A getter or a proxy that throws: the codec's own walk says what becomes of it.
    return undefined;
  }
}

function isPlain(value: unknown, levels: number, seen: Set<object> | undefined): boolean {
  if (levels <= 0) return false;
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    case 'object':
      return value === null || isPlainObject(value, levels, seen);
    default:
      return false;
  }
}

function isPlainObject(object: object, levels: number, seen: Set<object> | undefined): boolean {
  if (seen !== undefined) {
    if (seen.has(object)) return false;
    seen.add(object);
  }
  if (Array.isArray(object)) {
    // A hole reads as undefined, which is not plain; neither is an array with further properties.
    for (let i = 0; i < object.length; i++) if (!isPlain(object[i], levels - 1, seen)) return false;
    return Object.getPrototypeOf(object) === Array.prototype && (seen === undefined || isDense(object));
  }
  if (Object.getPrototypeOf(object) !== Object.prototype) return false;
  for (const key of Object.keys(object)) {
    if (!isPlain((object as Record<string, unknown>)[key], levels - 1, seen)) return false;
  }
  return true;
}

function isDense(array: readonly unknown[]): boolean {
  return Object.keys(array).length === array.length;
}
