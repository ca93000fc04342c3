import { CulvertError, type Body, type Caller, type Codec, type CulvertErrorCode } from '@culvert/protocol';
import { errorClassName, findErrorClass } from './error-registry.js';
import { reportUncaught } from './report-uncaught.js';

/** What of an error travels, besides its cause and, for an `AggregateError`, its errors: those are errors in turn. */
export interface ErrorData {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly [property: string]: unknown;
}

/**
 * What of an error may cross the border to this process. It is asked for each error of a chain of causes.
 *
 * @example
 * const redactError: RedactError = ({ name }, { kind }) => ({ name, message: kind === 'webview' ? 'failed' : message });
 */
export type RedactError = (error: ErrorData, target: Caller) => ErrorData;

/** The default: stacks tell where code lies, and pages are other people's code often enough. */
export function redactStack(error: ErrorData, { kind }: Caller): ErrorData {
  if (kind === 'main' || kind === 'process' || kind === 'worker') return error;
  const { stack: _, ...rest } = error;
  return rest;
}

/** An error on its way to another process, as a value that its codec carries. */
interface WireError {
  readonly error: ErrorData;
  /** Its class, where that is not its name. */
  readonly class?: string;
  /** Its cause, an error in turn or what can be carried of it. */
  readonly cause?: WireError | WireThrown | WireValue;
  /** Those of an `AggregateError`. */
  readonly errors?: readonly (WireError | WireThrown)[];
}

/** A cause that is no error. */
interface WireValue {
  readonly value: unknown;
}

/** Anything else that was thrown, in words, and as it is where it can be carried: `[]` is `undefined`. */
interface WireThrown {
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
const MAX_CAUSES = 8;
/** Errors of an `AggregateError`. */
const MAX_ERRORS = 100;

/** How errors are encoded: `redact` leaves out what must not cross the border. */
export interface ErrorEncoding {
  readonly codec: Codec;
  readonly redact?: (error: ErrorData) => ErrorData;
}

/** An error for `target`, with what `redactError` lets through. Never throws. */
export function encodeError(codec: Codec, redactError: RedactError, error: unknown, target: Caller): Body {
  return codec.encode([toWire(error, { codec, redact: (data) => redactError(data, target) })]);
}

/** Never throws, whatever was thrown: a getter of it may throw in turn, or a proxy at every question. */
export function toWire(thrown: unknown, encoding: ErrorEncoding, depth = MAX_CAUSES): WireError | WireThrown {
  try {
    if (thrown instanceof Error) return errorToWire(thrown, encoding, depth);
  } catch {
    // Not even its name can be read: it is described as what is no error is.
  }
  return { thrown: describeThrown(thrown), ...(isPlain(thrown, encoding.codec) && { is: listOf(thrown) }) };
}

function errorToWire(thrown: Error, encoding: ErrorEncoding, depth: number): WireError {
  const { codec, redact } = encoding;
  const [name, message] = [String(thrown.name), String(thrown.message)];
  const { stack } = thrown as { readonly stack?: unknown };
  const hasStack = redact !== undefined && typeof stack === 'string';
  const data: ErrorData = { ...ownProperties(thrown, codec), name, message, ...(hasStack && { stack }) };
  const error = redact === undefined ? data : redacted(data, redact);
  const className = errorClassName(thrown);
  const errors = errorsOf(thrown, encoding, depth);
  return {
    error: isCarriable(error, codec) ? error : { name, message },
    ...(className !== undefined && className !== name && { class: className }),
    ...causeOf(thrown, encoding, depth),
    ...(errors !== undefined && { errors }),
  };
}

/** A redaction that fails lets nothing through. */
function redacted(data: ErrorData, redact: (error: ErrorData) => ErrorData): ErrorData {
  try {
    return redact(data);
  } catch (error) {
    reportUncaught(error);
    return { name: 'Error', message: 'An error that could not be redacted.' };
  }
}

function causeOf(error: Error, encoding: ErrorEncoding, depth: number): Pick<WireError, 'cause'> {
  try {
    const { cause } = error;
    if (depth === 0 || cause === undefined) return {};
    const isValue = !(cause instanceof Error) && isCarriable(cause, encoding.codec);
    return { cause: isValue ? { value: cause } : toWire(cause, encoding, depth - 1) };
  } catch {
    return {};
  }
}

function errorsOf(error: Error, encoding: ErrorEncoding, depth: number): WireError['errors'] {
  if (!(error instanceof AggregateError) || depth === 0 || !Array.isArray(error.errors)) return undefined;
  return error.errors.slice(0, MAX_ERRORS).map((item) => toWire(item, encoding, depth - 1));
}

function ownProperties(error: Error, codec: Codec): Record<string, unknown> {
  const own: Record<string, unknown> = {};
  for (const key of Object.keys(error)) {
    if (key === 'cause' || key === 'errors') continue;
    try {
      const value: unknown = error[key as keyof Error];
      if (isCarriable(value, codec)) own[key] = value;
    } catch {
      // A getter that throws costs this property, and not the error.
    }
  }
  return own;
}

/** What the codec refuses, or would leave out, costs that property or cause, and not the error. */
function isCarriable(value: unknown, codec: Codec): boolean {
  if (['function', 'symbol', 'undefined'].includes(typeof value)) return false;
  try {
    codec.encode([value]);
    return true;
  } catch {
    return false;
  }
}

/** Whether it arrives as what it is: a primitive, or plain data, and not what a codec makes of a Promise. */
function isPlain(value: unknown, codec: Codec): boolean {
  if (value === undefined || value === null) return true;
  try {
    const prototype: unknown = typeof value === 'object' ? Object.getPrototypeOf(value) : Object.prototype;
    return (prototype === Object.prototype || Array.isArray(value)) && isCarriable(value, codec);
  } catch {
    return false;
  }
}

function listOf(value: unknown): readonly unknown[] {
  return value === undefined ? [] : [value];
}

/** In words what was thrown, be it an error or not. */
export function describeThrown(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return 'something that cannot be described';
  }
}

const builtIn: Readonly<Record<string, ErrorConstructor>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

/** Whether it is an error that has travelled, and not another thing that was thrown. */
export function isWireError(wire: unknown): wire is { readonly error: ErrorData } {
  const error = (wire as Partial<WireError> | null | undefined)?.error;
  return typeof error === 'object' && error !== null;
}

/** The very value that the peer's `toWire` was given, as far as it could be carried. */
export function decodeThrown(wire: unknown): unknown {
  const { is, error } = (wire ?? {}) as Partial<WireThrown> & Partial<WireError>;
  return error === undefined && Array.isArray(is) ? is[0] : fromWire(wire);
}

/** The error that the peer's `toWire` was given, or an Error that says what was thrown. */
export function fromWire(wire: unknown): Error {
  const { error, thrown, ...rest } = (wire ?? {}) as Partial<WireError> & Partial<WireThrown>;
  if (typeof error !== 'object' || error === null) return new Error(String(thrown));
  const { name, message: _message, stack, ...own } = error;
  const result = create(error, rest);
  // Defined, not set: its class may have a getter of that name, and a sender `__proto__`.
  for (const [key, value] of Object.entries(own)) define(result, key, value, true);
  if (result.name !== name) define(result, 'name', name);
  if (stack !== undefined) define(result, 'stack', stack);
  return result;
}

function create(
  { name, message, ...own }: ErrorData,
  { cause, class: className = name, errors }: Omit<WireError, 'error'>,
): Error {
  const options = cause === undefined ? {} : { cause: causeFromWire(cause) };
  if (name === 'CulvertError') return new CulvertError(own['code'] as CulvertErrorCode, message, options);
  if (Array.isArray(errors)) return new AggregateError(errors.map(decodeThrown), message, options);
  const registered = findErrorClass(className) ?? findErrorClass(name);
  if (registered !== undefined) {
    // Its constructor may ask for anything: the error is a real one all the same, and of that class.
    return Object.setPrototypeOf(new Error(message, options), registered.prototype as object) as Error;
  }
  const ErrorClass = [className, name].find((known) => Object.hasOwn(builtIn, known)) ?? '';
  return new (builtIn[ErrorClass] ?? Error)(message, options);
}

function define(error: Error, key: string, value: unknown, enumerable = false): void {
  Object.defineProperty(error, key, { value, enumerable, configurable: true, writable: true });
}

function causeFromWire(cause: NonNullable<WireError['cause']>): unknown {
  if (typeof cause !== 'object') return undefined;
  return 'value' in cause ? cause.value : fromWire(cause);
}
