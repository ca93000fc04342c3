import { expect } from 'expect';

/** Tells if an actual value is what a test expects. */
export type Match = (actual: unknown, expected: unknown) => boolean;

/** Deep equality, as `toEqual` has it. */
export const equals: Match = (actual, expected) =>
  Object.is(actual, expected) || passes(() => expect(actual).toEqual(expected));

/** Objects may have more fields than a test expects, at any depth. */
export const matches: Match = (actual, expected) =>
  equals(actual, expected) ||
  (isObject(actual) && isObject(expected) && passes(() => expect(actual).toMatchObject(expected)));

/**
 * Tells if an error is the one of a `#`. Without an expectation it is any error. A class means its instances. A text is
 * the code, or a part of the message; a RegExp finds either. A plain object has some of the fields of the error.
 */
export const matchesError: Match = (actual, expected) => {
  if (expected === undefined || equals(actual, expected)) return true;
  if (typeof expected === 'function') return actual instanceof expected;
  const { code, message } = (isObject(actual) ? actual : {}) as {
    readonly code?: unknown;
    readonly message?: unknown;
  };
  if (typeof expected === 'string') return code === expected || String(message ?? actual).includes(expected);
  if (expected instanceof RegExp)
    return [code, message ?? actual].some((text) => expected.test(String(text)));
  return matches(actual, expected);
};

/** `expect` writes colors if the terminal has them. The rest of a failure has none, so that a file can keep it. */
const COLOR = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g');

/** The words of `expect` for the difference of two values, without its first lines. */
export function explainDifference(actual: unknown, expected: unknown, isPartial: boolean): string {
  try {
    if (isPartial && isObject(actual) && isObject(expected)) expect(actual).toMatchObject(expected);
    else expect(actual).toEqual(expected);
    return '';
  } catch (error) {
    const { message } = error as Error;
    return message.slice(message.indexOf('\n\n') + 2).replaceAll(COLOR, '');
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function passes(assertion: () => void): boolean {
  try {
    assertion();
    return true;
  } catch {
    return false;
  }
}
