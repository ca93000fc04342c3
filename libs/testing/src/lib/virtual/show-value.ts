import { format, plugins } from 'pretty-format';

const MAX_LENGTH = 120;

/** A value in a few words, for a diagram: errors with their code, and JSON for what JSON can hold. */
export function showValue(value: unknown): string {
  const text = valueText(value);
  return text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH - 1)}…`;
}

function valueText(value: unknown): string {
  if (value instanceof Error) return errorText(value);
  switch (typeof value) {
    case 'object':
      return objectText(value);
    case 'string':
      return JSON.stringify(value);
    case 'function':
      return value.name === '' ? 'a function' : value.name;
    case 'bigint':
      return `${value}n`;
    case 'number':
      return numberText(value);
    case 'boolean':
    case 'symbol':
    case 'undefined':
      return String(value);
  }
}

function errorText(error: Error): string {
  const { code } = error as { readonly code?: string | number };
  // A class that does not set its name has that of Error.
  const name = error.name === 'Error' ? error.constructor.name : error.name;
  return `${name}${code === undefined ? '' : ` ${String(code)}`}: ${error.message}`;
}

function objectText(value: object | null): string {
  if (value instanceof RegExp) return String(value);
  try {
    if (isMatcher(value)) return matcherText(value);
    return jsonText(value) ?? formatted(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

/** `undefined` for a value with a part that JSON cannot hold, such as NaN, a Map or itself. */
function jsonText(value: unknown): string | undefined {
  let isHeld = true;
  const replacer = function (this: Readonly<Record<string, unknown>>, key: string) {
    // JSON.stringify has called toJSON of a Date already.
    const inner = this[key];
    if (inner instanceof Error) return errorText(inner);
    if (inner instanceof RegExp) return String(inner);
    if (isMatcher(inner)) return matcherText(inner);
    isHeld &&= isJson(inner);
    return isHeld ? inner : undefined;
  };
  try {
    const text = JSON.stringify(value, replacer);
    return isHeld ? text : undefined;
  } catch {
    return undefined;
  }
}

/** The text in one line. The minified form of `pretty-format` lacks the names of classes. */
function formatted(value: unknown): string {
  return format(value, {
    indent: 0,
    maxDepth: 5,
    maxWidth: 30,
    printBasicPrototype: false,
    plugins: [plugins.AsymmetricMatcher],
  })
    .replaceAll(/(?<=[{[(])\n|,\n(?=[}\])])/g, '')
    .replaceAll('\n', ' ');
}

function isJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0);
  if (typeof value !== 'object') return typeof value === 'string' || typeof value === 'boolean';
  if (value === null || Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** A matcher of Jest or Vitest, as `expect.objectContaining` makes them, or one that a test has written. */
interface Matcher {
  readonly sample?: unknown;
  /** `Any<Number>` */
  readonly toAsymmetricMatcher?: () => string;
  toString(): string;
}

function isMatcher(value: unknown): value is Matcher {
  return typeof (value as { readonly asymmetricMatch?: unknown } | null)?.asymmetricMatch === 'function';
}

function matcherText(matcher: Matcher): string {
  const { sample } = matcher;
  if (sample !== undefined && typeof sample !== 'function')
    return `${matcher.toString()} ${JSON.stringify(sample)}`;
  return matcher.toAsymmetricMatcher?.() ?? 'a matcher';
}
