import { checkObject, isError, type Caller } from '@culvert/protocol';
import { describeThrown } from '../runtime/describe-thrown.js';
import { isRegistered } from './error-registry.js';
import { warn } from '../runtime/warn.js';

/**
 * The fields of a serialised error. Its `cause` and the errors of an `AggregateError` are redacted separately.
 */
export interface ErrorData {
  /** The name of its class. */
  readonly name: string;
  /** Its text. */
  readonly message: string;
  /** Its stack, as text. */
  readonly stack?: string;
  /** The thrown value, if it is not an error. Then `name` is `'Error'`, and `message` is the result of `String`. */
  readonly thrown?: unknown;
  readonly [property: string]: unknown;
}

/** The origin of an error that leaves this process. */
export interface ErrorOrigin {
  /** The original value. Only the data that `redactError` returns is sent. */
  readonly thrown: unknown;
  /** 0 for the thrown value, 1 for its cause or an error of its `AggregateError`, and so on. */
  readonly depth: number;
}

/**
 * Decides which data of an error may be sent to a process. It is called for every thrown value: for errors, for each
 * error of a chain of causes or of an `AggregateError`, and for other values. Only its result is sent:
 *
 * - The name of the error's class is sent only with an unchanged `name`.
 * - A value that is not an error is sent with unchanged `name`, `message` and `thrown`, or with a new `thrown`.
 *   Otherwise an Error with the returned name and message is sent.
 * - Properties that the codec cannot carry are left out.
 *
 * If it throws, or returns no object with two strings, an Error with a fixed text is sent. The process gets a warning.
 *
 * @example
 * const redactError: RedactError = ({ name, message }, { kind }) => ({
 *   name,
 *   message: kind === 'webview' ? 'failed' : message,
 * });
 */
export type RedactError = (error: ErrorData, target: Caller, origin: ErrorOrigin) => ErrorData;

/**
 * The default of `redactError`. Main, processes and workers of this app get all data. Windows and webviews often run
 * code of other people. They and all remote peers get `name`, `message`, `code`, `errno` and `syscall` of each error.
 * They also get all properties of classes that this process has passed to `registerError`. They get no stacks, and no
 * objects as causes. They get a thrown value that is not an error.
 *
 * @example
 * createMain({ redactError: (error, target, origin) => hideTokens(redactUntrusted(error, target, origin)) });
 */
export function redactUntrusted(error: ErrorData, target: Caller, origin: ErrorOrigin): ErrorData {
  Object.entries({ error, target, origin }).forEach(([name, value]) =>
    checkObject(`redactUntrusted: ${name}`, value),
  );
  if (isTrusted(target)) return error;
  const { name, message } = error;
  if (!isError(origin.thrown)) return isDeliberate(origin) ? error : { name, message };
  const { stack: _, ...rest } = error;
  if (!isRegistered(origin.thrown)) return { ...pick(rest, isOfSystem), name, message };
  return { ...pick(rest, (_key, value) => !holdsError(value)), name, message };
}

/** A remote peer without an origin claims to be a program. Main cannot verify that the program is one of this app. */
function isTrusted({ kind, remote = false }: Caller): boolean {
  return kind === 'main' || ((kind === 'process' || kind === 'worker') && !remote);
}

function pick(error: object, isAllowed: (key: string, value: unknown) => boolean): object {
  return Object.fromEntries(Object.entries(error).filter(([key, value]) => isAllowed(key, value)));
}

/** Fields of a system error of Node that describe it without a path or address. */
function isOfSystem(key: string, value: unknown): boolean {
  const isScalar = typeof value === 'string' || typeof value === 'number';
  return isScalar && (key === 'code' || key === 'errno' || key === 'syscall');
}

/** Thrown data is a deliberate answer of the handler. Data as a cause is often a response or request, with secrets. */
function isDeliberate({ thrown, depth }: ErrorOrigin): boolean {
  return depth === 0 || typeof thrown !== 'object' || thrown === null;
}

/** The most objects of a property that are searched for errors. A property with more objects counts as one with errors. */
const MAX_SEARCHED = 10_000;

/** Tells if a value contains an error, which `structured` would send with its stack. */
function holdsError(root: unknown): boolean {
  const seen = new Set([root]);
  for (const value of seen) {
    if (isError(value) || seen.size > MAX_SEARCHED) return true;
    for (const part of partsOf(value)) if (typeof part === 'object' && part !== null) seen.add(part);
  }
  return false;
}

function partsOf(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  const properties: unknown[] = Object.values(value);
  if (value instanceof Map) properties.push(...(value as ReadonlyMap<unknown, unknown>).keys());
  if (value instanceof Map || value instanceof Set) {
    for (const part of (value as ReadonlySet<unknown>).values()) properties.push(part);
  }
  return properties;
}

/** The data that is sent when redaction has failed. It holds no data of the error. */
export const UNREDACTED: ErrorData = Object.freeze({
  name: 'Error',
  message: 'An error that could not be redacted.',
});

/** Never throws. If redaction fails or returns no error data, no data of the error is sent. */
export function applyRedaction(redact: () => unknown): ErrorData {
  try {
    const result = redact();
    if (typeof result === 'object' && result !== null) {
      // Read once, because a getter could return another value the next time.
      const data: Partial<ErrorData> = { ...result };
      if (typeof data.name === 'string' && typeof data.message === 'string') return data as ErrorData;
      if (result instanceof Promise) result.catch(() => undefined);
    }
    warn('redactError must return an object with the texts `name` and `message`. A fixed text was sent.');
  } catch (error) {
    warn(`redactError has thrown, and a fixed text was sent: ${describeThrown(error)}`);
  }
  return UNREDACTED;
}
