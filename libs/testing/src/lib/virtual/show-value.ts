const MAX_LENGTH = 120;

/** A value in a few words, for a diagram: errors with their code, everything else as JSON where it can be. */
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
    const text = JSON.stringify(value, (_key, inner: unknown) => {
      if (inner instanceof Error) return errorText(inner);
      if (inner instanceof RegExp) return String(inner);
      if (isMatcher(inner)) return matcherText(inner);
      return typeof inner === 'bigint' ? `${inner}n` : inner;
    }) as string | undefined;
    return text ?? Object.prototype.toString.call(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
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
