import { isError, type Caller } from '@culvert/protocol';
import { describeThrown } from '../runtime/describe-thrown.js';
import { isRegistered } from './error-registry.js';
import { warn } from '../runtime/warn.js';

/** What of an error travels, besides its cause and, for an `AggregateError`, its errors: those are asked for by themselves. */
export interface ErrorData {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  /** What was thrown, where that is no error: then `name` is `'Error'`, and `message` is what `String` makes of it. */
  readonly thrown?: unknown;
  readonly [property: string]: unknown;
}

/** Where an error that crosses the border comes from. */
export interface ErrorOrigin {
  /** The very value. Nothing of it travels but what `redactError` returns. */
  readonly thrown: unknown;
  /** 0 for what was thrown, 1 for its cause or an error of its `AggregateError`, and so on. */
  readonly depth: number;
}

/**
 * What of an error may cross the border to this process. It is asked for everything that is thrown: errors, each of a
 * chain of causes and of an `AggregateError`, and values that are no errors. What it returns is what leaves:
 *
 * - The name of the error's class leaves only with an unchanged `name`.
 * - A value that is no error leaves only with unchanged `name`, `message` and `thrown`, or where `thrown` was replaced.
 *   Otherwise an Error with the returned name and message leaves.
 * - Properties that the codec cannot carry are left out.
 *
 * Where it throws, or returns no object with two texts, an Error with a fixed text leaves, and the process has a warning.
 *
 * @example
 * const redactError: RedactError = ({ name }, { kind }) => ({ name, message: kind === 'webview' ? 'failed' : message });
 */
export type RedactError = (error: ErrorData, target: Caller, origin: ErrorOrigin) => ErrorData;

/**
 * The default of `redactError`. Main, processes and workers of this app get all. What is remote, and windows and webviews, which often run other
 * people's code, get `name`, `message`, `code`, `errno` and `syscall` of each error, and all properties of classes that
 * this process has given to `registerError`. They get no stacks, and no objects as causes. What is thrown and no error, they get.
 *
 * @example
 * createMain({ redactError: (error, target, origin) => hideTokens(redactUntrusted(error, target, origin)) });
 */
export function redactUntrusted(error: ErrorData, target: Caller, origin: ErrorOrigin): ErrorData {
  if (isTrusted(target)) return error;
  const { name, message } = error;
  if (!isError(origin.thrown)) return isDeliberate(origin) ? error : { name, message };
  const { stack: _, ...rest } = error;
  if (!isRegistered(origin.thrown)) return { ...pick(rest, isOfSystem), name, message };
  return { ...pick(rest, (_key, value) => !holdsError(value)), name, message };
}

/** Who comes over a network without an origin says that it is a program, and nobody has verified that it is one of ours. */
function isTrusted({ kind, remote = false }: Caller): boolean {
  return kind === 'main' || ((kind === 'process' || kind === 'worker') && !remote);
}

function pick(error: object, isAllowed: (key: string, value: unknown) => boolean): object {
  return Object.fromEntries(Object.entries(error).filter(([key, value]) => isAllowed(key, value)));
}

/** What an error of Node says of itself beside its message, and without the path or address. */
function isOfSystem(key: string, value: unknown): boolean {
  const isScalar = typeof value === 'string' || typeof value === 'number';
  return isScalar && (key === 'code' || key === 'errno' || key === 'syscall');
}

/** A handler that throws data answers with it. Data as a cause is often a response or a request, with its secrets. */
function isDeliberate({ thrown, depth }: ErrorOrigin): boolean {
  return depth === 0 || typeof thrown !== 'object' || thrown === null;
}

/** How many objects of a property are searched for errors. One that holds more counts as holding one. */
const MAX_SEARCHED = 10_000;

/** Whether an error is somewhere in it, which `structured` would carry with its stack. */
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

/** What leaves where redaction has failed: nothing of the error. */
export const UNREDACTED: ErrorData = Object.freeze({
  name: 'Error',
  message: 'An error that could not be redacted.',
});

/** Never throws. A redaction that fails, or returns no error data, lets nothing through. */
export function applyRedaction(redact: () => unknown): ErrorData {
  try {
    const result = redact();
    if (typeof result === 'object' && result !== null) {
      // Read once: a getter could say another thing the next time.
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
