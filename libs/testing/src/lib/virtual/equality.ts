import { arrayBufferEquality, equals, isError, typeEquality, type Tester } from '@jest/expect-utils';

type Same = (one: unknown, other: unknown) => boolean;

/** Kinds of which `equals` sees all that there is. */
const READABLE = /^\[object (?:Object|Array|Arguments|Boolean|Number|String|RegExp|URL)\]$/;

/**
 * Deep equality, as strict as `toStrictEqual`, and so within Maps, Sets and errors as well. Values may be matchers. A promise
 * is equal to itself only, and so is any other object without contents that code can read.
 */
export function isEqual(actual: unknown, expected: unknown): boolean {
  if (Object.is(actual, expected)) return true;
  try {
    return equals(actual, expected, [typeEquality, contentTester()], true);
  } catch {
    // A getter has thrown.
    return false;
  }
}

/** Compares what `equals` does not see, or not as strictly. */
function contentTester(): Tester {
  const open = new Map<unknown, Set<unknown>>();
  return function (a, b, testers) {
    if (!isObject(a) || !isObject(b) || a === b) return undefined;
    const kind = kindOf(a);
    if (kind !== kindOf(b)) return false;
    const others = open.get(a) ?? new Set();
    // Its contents are compared already, further out.
    if (others.has(b)) return READABLE.test(kind) ? undefined : true;
    open.set(a, others.add(b));
    const result = sameContent(kind, a, b, (one, other) => this.equals(one, other, testers, true));
    others.delete(b);
    return result;
  };
}

/** @returns undefined if `equals` compares these by itself */
function sameContent(kind: string, a: object, b: object, same: Same): boolean | undefined {
  if (isError(a)) return isError(b) && same(errorFields(a), errorFields(b));
  if (kind === '[object Map]' || kind === '[object Set]')
    return sameItems([...asItems(a)], [...asItems(b)], same);
  if (kind === '[object Date]') return Object.is(Number(a), Number(b));
  if (kind === '[object SharedArrayBuffer]') return arrayBufferEquality(bytesOf(a), bytesOf(b));
  const bytes = arrayBufferEquality(a, b);
  if (bytes !== undefined || Array.isArray(a)) return bytes;
  if (isIterable(a) && isIterable(b)) return same([...a], [...b]) && same({ ...a }, { ...b });
  return READABLE.test(kind) || Object.keys(a).length > 0 ? undefined : false;
}

/** All fields but the stack, which no two errors have in common. */
function errorFields(error: Error): object {
  const { name, message, cause, errors, code } = error as Partial<AggregateError> & {
    readonly code?: unknown;
  };
  return { ...error, name, message, code, cause, errors, hasCause: 'cause' in error };
}

/** In any order, each item has a partner of its own. */
function sameItems(items: readonly unknown[], partners: unknown[], same: Same): boolean {
  if (items.length !== partners.length) return false;
  return items.every((item) => {
    const found = partners.findIndex((partner) => same(item, partner));
    if (found >= 0) partners.splice(found, 1);
    return found >= 0;
  });
}

function asItems(collection: object): Iterable<unknown> {
  return collection as Iterable<unknown>;
}

function bytesOf(buffer: object): Uint8Array {
  return new Uint8Array(buffer as ArrayBuffer);
}

/** An iterator that can be used once is not compared by what it yields. */
function isIterable(value: object): value is Iterable<unknown> {
  const { [Symbol.iterator]: iterate } = value as Partial<Iterable<unknown>>;
  return typeof iterate === 'function' && iterate.call(value) !== (value as unknown);
}

function kindOf(value: object): string {
  return Object.prototype.toString.call(value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
