import {
  bodyBytes,
  isDomException,
  isError,
  type Body,
  type Caller,
  type Codec,
  type CulvertErrorCode,
} from '@culvert/protocol';
import { describeThrown } from '../runtime/describe-thrown.js';
import { declaredGetters, errorClassName, isRegistered } from './error-registry.js';
import {
  applyRedaction,
  UNREDACTED,
  type ErrorData,
  type ErrorOrigin,
  type RedactError,
} from './redact-error.js';

/** An error on its way to another process, as a value that its codec carries. */
export interface WireError {
  readonly error: ErrorData;
  /** Its class, where that is not its name. */
  readonly class?: string;
  readonly cause?: WireError | WireThrown;
  /** Those of an `AggregateError`. */
  readonly errors?: readonly (WireError | WireThrown)[];
}

/** Anything else that was thrown, in words, and as it is where it can be carried: `[]` is `undefined`. */
export interface WireThrown {
  readonly thrown: string;
  readonly is?: readonly unknown[];
}

/** The refusal of an end that serves nothing of that name. */
export function noHandler(codec: Codec, channel: string): Body {
  const code: CulvertErrorCode = 'ERR_CULVERT_NO_HANDLER';
  const error = { name: 'CulvertError', message: `No handler registered for '${channel}'`, code };
  return codec.encode([{ error } satisfies WireError]);
}

/** Causes of causes; a chain may be a circle. */
export const MAX_CAUSES = 8;
/** Errors of an `AggregateError`. */
export const MAX_ERRORS = 100;
/** Errors of one that was thrown, at all depths: errors that gather the same errors double at each. */
export const MAX_ALL = 500;

/** How errors are encoded: `redact` leaves out what must not cross the border. */
export interface ErrorEncoding {
  readonly codec: Codec;
  readonly redact?: (error: ErrorData, origin: ErrorOrigin) => unknown;
}

/**
 * An error for `target`, with what `redactError` lets through. Never throws, whatever was thrown and whatever
 * `redactError` does.
 *
 * @param maxBytes what a message may have: of an error that is larger, its first words go
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
    // A getter gave the codec another thing than it had given before.
  }
  return codec.encode([{ error: UNREDACTED } satisfies WireError]);
}

/** An error of this many bytes goes under any limit: a caller that learns nothing never goes on. */
const MIN_BYTES = 4096;
/** How much of a name and of a message goes where all of it is too large. */
const SHORT_NAME = 100;
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

/** Never throws, whatever was thrown: a getter of it may throw in turn, or a proxy at every question. */
export function toWire(thrown: unknown, encoding: ErrorEncoding): WireError | WireThrown {
  return partToWire(thrown, { ...encoding, left: MAX_ALL }, 0);
}

/** One error with all that hangs on it. */
interface Encoding extends ErrorEncoding {
  /** How many more errors it may have. */
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

/** A redaction that hides the words of a value hides the value. */
function isLetThrough(result: ErrorData, { name, message, thrown }: ErrorData): boolean {
  if (!Object.hasOwn(result, 'thrown')) return false;
  return !Object.is(result.thrown, thrown) || (result.name === name && result.message === message);
}

function redacted(data: ErrorData, thrown: unknown, { redact }: Encoding, depth: number): ErrorData {
  return redact === undefined ? data : applyRedaction(() => redact(data, { thrown, depth }));
}

function classOf(error: Error): string | undefined {
  // The platform's newer kinds of DOMException are not known everywhere; the class above them is.
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

/** Its own, those that its registered class has getters for, and the `code` of any class. */
function ownProperties(error: Error): Record<string, unknown> {
  const own: Record<string, unknown> = {};
  for (const key of [...declaredGetters(error), ...ownKeys(error), 'code']) {
    if (key === 'cause' || key === 'errors' || Object.hasOwn(own, key)) continue;
    const value = read(error, key);
    if (value !== undefined) setData(own, key, value);
  }
  return own;
}

/** An own `__proto__` stays a property. */
function setData(data: object, key: string, value: unknown): void {
  Object.defineProperty(data, key, { value, enumerable: true, configurable: true, writable: true });
}

function ownKeys(error: Error): readonly string[] {
  try {
    return Object.keys(error);
  } catch {
    return [];
  }
}

/** A getter that throws costs this property, and not the error. */
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

/** What the codec refuses, or would leave out, costs that property, and not the error. */
function carriable(error: ErrorData, codec: Codec): ErrorData {
  const data: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(error)) if (isCarriable(value, codec)) setData(data, key, value);
  return data as ErrorData;
}

function isCarriable(value: unknown, codec: Codec): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (['function', 'symbol', 'undefined'].includes(typeof value)) return false;
  return arrives(value, codec) !== undefined;
}

/** The value as the peer will get it, in a list, or undefined where the codec refuses it. */
function arrives(value: unknown, codec: Codec): readonly unknown[] | undefined {
  try {
    return codec.decode(codec.encode([value]));
  } catch {
    return undefined;
  }
}

/** Whether it arrives as what it is: a primitive, or data of the same kind, and not what a codec makes of a Promise. */
function isPlain(value: unknown, codec: Codec): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value !== 'object') return Object.is(arrives(value, codec)?.[0], value);
  try {
    const prototype: unknown = Object.getPrototypeOf(value);
    const [arrived] = arrives(value, codec) ?? [undefined];
    if (typeof arrived !== 'object' || arrived === null) return false;
    return prototype === null || Array.isArray(value) || prototype === Object.getPrototypeOf(arrived);
  } catch {
    return false;
  }
}
