import { expect } from 'expect';
import { isEqual } from './equality.js';

/** Tells if an actual value is what a test expects. */
export type Match = (actual: unknown, expected: unknown) => boolean;

/** Deep and strict equality. */
export const equals: Match = isEqual;

/** An object may have more fields than a test expects. The fields that it expects are equal in full. */
export const matches: Match = (actual, expected) => {
  if (isEqual(actual, expected)) return true;
  if (!isPartialOf(actual, expected)) return false;
  try {
    return Reflect.ownKeys(expected).every(
      (key) =>
        Reflect.has(actual as object, key) &&
        isEqual(Reflect.get(actual as object, key), Reflect.get(expected, key)),
    );
  } catch {
    // A getter has thrown.
    return false;
  }
};

/**
 * Tells if an error is the one of a `#`. Without an expectation it is any error. A class means its instances. A text is
 * the code, or a part of the message; a RegExp finds either. A plain object has some of the fields of the error.
 */
export const matchesError: Match = (actual, expected) => {
  if (expected === undefined || isEqual(actual, expected)) return true;
  if (typeof expected === 'function') return actual instanceof expected;
  if (typeof expected !== 'string' && !(expected instanceof RegExp)) return matches(actual, expected);
  const texts = textsOf(actual);
  // No text means no message, because every message has it as a part. A search begins anew, also with the flag g.
  if (typeof expected === 'string')
    return texts.includes(expected) || (expected !== '' && texts.at(-1)!.includes(expected));
  return texts.some((text) => text.search(expected) >= 0);
};

/** The code of an error, if it has one, and its message. */
function textsOf(error: unknown): readonly string[] {
  try {
    const { code, message } = (isObject(error) ? error : {}) as {
      readonly [Field in 'code' | 'message']?: string | number;
    };
    return [...(code === undefined ? [] : [String(code)]), String(message ?? error)];
  } catch {
    // A getter has thrown.
    return [''];
  }
}

/** `expect` writes colors if the terminal has them. The rest of a failure has none, so that a file can keep it. */
const COLOR = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g');

/** The words of `expect` for the difference of two values, without its first lines. */
export function explainDifference(actual: unknown, expected: unknown, isPartial: boolean): string {
  try {
    if (isPartial && isPartialOf(actual, expected)) expect(partOf(actual, expected)).toStrictEqual(expected);
    else expect(actual).toStrictEqual(expected);
    return '';
  } catch (error) {
    const { message } = error as Error;
    return message.slice(message.indexOf('\n\n') + 2).replaceAll(COLOR, '');
  }
}

function isPartialOf(actual: unknown, expected: unknown): expected is object {
  if (!isObject(actual) || !isObject(expected) || Array.isArray(actual)) return false;
  const prototype: unknown = Object.getPrototypeOf(expected);
  return prototype === null || Object.prototype.toString.call(expected) === '[object Object]';
}

/** The fields of an object that a test expects. */
function partOf(actual: unknown, expected: object): object {
  const fields = Object.keys(expected).filter((field) => Reflect.has(actual as object, field));
  return Object.fromEntries(fields.map((field) => [field, Reflect.get(actual as object, field) as unknown]));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
