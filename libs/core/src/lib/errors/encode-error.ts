import { bodyBytes, isDomException, isError, type Body, type Caller, type Codec } from '@culvert/protocol';
import { describeThrown } from '../runtime/describe-thrown.js';
import { carriable, isPlain, setData } from './carriable.js';
import { declaredGetters, errorClassName, isRegistered } from './error-registry.js';
import {
  applyRedaction,
  UNREDACTED,
  type ErrorData,
  type ErrorOrigin,
  type RedactError,
} from './redact-error.js';
import { MAX_ALL, MAX_CAUSES, MAX_ERRORS, type WireError, type WireThrown } from './wire-error.js';

/** Settings for encoding an error. `redact` removes data that must not leave this process. */
export interface ErrorEncoding {
  readonly codec: Codec;
  readonly redact?: (error: ErrorData, origin: ErrorOrigin) => unknown;
}

/**
 * Encodes an error for `target`, with the data that `redactError` returns. Never throws, for any thrown value and any
 * behaviour of `redactError`.
 *
 * @param maxBytes the size limit of a message. Of a larger error only the first characters are sent
 */
export function encodeError(
  codec: Codec,
  redactError: RedactError,
  error: unknown,
  target: Caller,
  maxBytes = Infinity,
): Body {
  const redact = (data: ErrorData, origin: ErrorOrigin) => redactError(data, target, origin);
  try {
    const wire = toWire(error, { codec, redact });
    const limit = Math.max(maxBytes, MIN_BYTES);
    const body = codec.encode([wire]);
    if (bodyBytes(body) <= limit) return body;
    const short = codec.encode([shortened(wire)]);
    if (bodyBytes(short) <= limit) return short;
  } catch {
    // A getter returned another value to the codec than before.
  }
  return codec.encode([{ error: UNREDACTED } satisfies WireError]);
}

/** An error of this size is sent under any limit, because a caller without an answer would wait without end. */
const MIN_BYTES = 4096;
/** The most characters of a name or code, if the error is too large. */
const SHORT_NAME = 100;
/** The most characters of a message, if the error is too large. */
const SHORT_MESSAGE = 1000;

function shortened(wire: WireError | WireThrown): WireError | WireThrown {
  if (!('error' in wire)) return { thrown: start(wire.thrown, SHORT_MESSAGE) };
  const { name, message, code } = wire.error;
  const error = { name: start(name, SHORT_NAME), message: start(message, SHORT_MESSAGE) };
  return { error: typeof code === 'string' ? { ...error, code: start(code, SHORT_NAME) } : error };
}

function start(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}

/** Never throws, although a getter of the thrown value may throw, or a proxy may throw at every access. */
export function toWire(thrown: unknown, encoding: ErrorEncoding): WireError | WireThrown {
  return partToWire(thrown, { ...encoding, left: MAX_ALL }, 0);
}

/** The state of encoding one error. */
interface Encoding extends ErrorEncoding {
  /** The number of errors that may still be encoded. */
  left: number;
}

function partToWire(thrown: unknown, encoding: Encoding, depth: number): WireError | WireThrown {
  encoding.left--;
  return isError(thrown) ? errorToWire(thrown, encoding, depth) : thrownToWire(thrown, encoding, depth);
}

function errorToWire(thrown: Error, encoding: Encoding, depth: number): WireError {
  const className = classOf(thrown);
  const name = textOf(thrown, 'name') ?? className ?? 'Error';
  const message = textOf(thrown, 'message') ?? '';
  const stack = encoding.redact === undefined ? undefined : read(thrown, 'stack');
  const hasStack = typeof stack === 'string';
  const own = ownProperties(thrown);
  const data: ErrorData = { ...own, name, message, ...(hasStack && { stack }) };
  const error = redacted(data, thrown, encoding, depth);
  const keepsClass = className !== name && error !== UNREDACTED && error.name === name;
  const errors = errorsOf(thrown, encoding, depth);
  return {
    error: carriable(error, encoding.codec),
    ...(keepsClass && className !== undefined && { class: className }),
    ...causeOf(thrown, encoding, depth),
    ...(errors !== undefined && { errors }),
  };
}

function thrownToWire(thrown: unknown, encoding: Encoding, depth: number): WireError | WireThrown {
  const data: ErrorData = { name: 'Error', message: describeThrown(thrown), thrown };
  const result = redacted(data, thrown, encoding, depth);
  if (!isLetThrough(result, data)) {
    const { thrown: _, ...rest } = result;
    return { error: carriable(rest, encoding.codec) };
  }
  const value = result.thrown;
  const words = Object.is(value, thrown) ? data.message : describeThrown(value);
  return { thrown: words, ...(isPlain(value, encoding.codec) && { is: value === undefined ? [] : [value] }) };
}

/** Tells if the value itself may be sent. A redaction that changes the text of a value also hides the value. */
function isLetThrough(result: ErrorData, { name, message, thrown }: ErrorData): boolean {
  if (!Object.hasOwn(result, 'thrown')) return false;
  return !Object.is(result.thrown, thrown) || (result.name === name && result.message === message);
}

function redacted(data: ErrorData, thrown: unknown, { redact }: Encoding, depth: number): ErrorData {
  return redact === undefined ? data : applyRedaction(() => redact(data, { thrown, depth }));
}

function classOf(error: Error): string | undefined {
  // Newer subclasses of DOMException are not known on all platforms. DOMException itself is.
  return isDomException(error) && !isRegistered(error) ? 'DOMException' : errorClassName(error);
}

function causeOf(error: Error, encoding: Encoding, depth: number): Pick<WireError, 'cause'> {
  const cause = read(error, 'cause');
  if (depth >= MAX_CAUSES || encoding.left <= 0 || cause === undefined) return {};
  return { cause: partToWire(cause, encoding, depth + 1) };
}

function errorsOf(error: Error, encoding: Encoding, depth: number): WireError['errors'] {
  if (depth >= MAX_CAUSES || !isAggregate(error)) return undefined;
  const errors = read(error, 'errors');
  try {
    if (!Array.isArray(errors)) return undefined;
    const wire: (WireError | WireThrown)[] = [];
    for (let i = 0; i < errors.length && i < MAX_ERRORS && encoding.left > 0; i++) {
      wire.push(partToWire(read(errors, i), encoding, depth + 1));
    }
    return wire;
  } catch {
    return undefined;
  }
}

function isAggregate(error: Error): boolean {
  try {
    return error instanceof AggregateError;
  } catch {
    return false;
  }
}

/** The own properties of an error, the values of getters of its registered class, and the `code` of any class. */
function ownProperties(error: Error): Record<string, unknown> {
  const own: Record<string, unknown> = {};
  for (const key of [...declaredGetters(error), ...ownKeys(error), 'code']) {
    if (key === 'cause' || key === 'errors' || Object.hasOwn(own, key)) continue;
    const value = read(error, key);
    if (value !== undefined) setData(own, key, value);
  }
  return own;
}

function ownKeys(error: Error): readonly string[] {
  try {
    return Object.keys(error);
  } catch {
    return [];
  }
}

/** If a getter throws, only this property is lost, not the error. */
function read(object: object, key: PropertyKey): unknown {
  try {
    return Reflect.get(object, key) as unknown;
  } catch {
    return undefined;
  }
}

function textOf(error: Error, key: 'name' | 'message'): string | undefined {
  try {
    return String(error[key]);
  } catch {
    return undefined;
  }
}
