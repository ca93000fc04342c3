import { CulvertError, runtime, type CulvertErrorCode } from '@culvert/protocol';
import { describeThrown } from '../runtime/describe-thrown.js';
import { findErrorClass, languageErrors } from './error-registry.js';
import { MAX_ALL, MAX_CAUSES, MAX_ERRORS, type WireError, type WireThrown } from './wire-error.js';

/** Whether it is an error that has travelled, and not another thing that was thrown. */
export function isWireError(wire: unknown): wire is Pick<WireError, 'error'> {
  const error = (wire as Partial<WireError> | null | undefined)?.error;
  return typeof error === 'object' && error !== null;
}

/** The very value that the peer's `toWire` was given, as far as it could be carried. */
export function decodeThrown(wire: unknown): unknown {
  return partFromWire(wire, 0, { left: MAX_ALL });
}

/**
 * The error that the peer's `toWire` was given, or an Error that says what was thrown. It comes from a peer: nothing in
 * it is believed to be of its type. No getter of a registered class runs here, since the class's constructor has not.
 */
export function fromWire(wire: unknown): Error {
  return errorFromWire(wire, 0, { left: MAX_ALL });
}

/** One error with all that hangs on it. A peer may have one part stand in many places, and each would be made anew. */
interface Decoding {
  /** How many more errors it may have. */
  left: number;
}

function partFromWire(wire: unknown, depth: number, decoding: Decoding): unknown {
  const { is, error } = (wire ?? {}) as Partial<WireThrown> & Partial<WireError>;
  return error === undefined && Array.isArray(is) ? is[0] : errorFromWire(wire, depth, decoding);
}

function errorFromWire(wire: unknown, depth: number, decoding: Decoding): Error {
  decoding.left--;
  const {
    thrown,
    cause,
    errors,
    class: className,
  } = (wire ?? {}) as Partial<WireError> & Partial<WireThrown>;
  if (!isWireError(wire)) return new Error(text(thrown));
  const { name, message, stack, ...own } = wire.error;
  const hasCause = depth < MAX_CAUSES && decoding.left > 0 && cause !== undefined;
  const parts: Parts = {
    name: text(name),
    message: text(message),
    className: typeof className === 'string' ? className : text(name),
    code: own['code'],
    ...(hasCause && { cause: partFromWire(cause, depth + 1, decoding) }),
    ...(depth < MAX_CAUSES && Array.isArray(errors) && { errors: errorsFromWire(errors, depth, decoding) }),
  };
  const result = create(parts);
  for (const [key, value] of Object.entries(own)) setProperty(result, key, value);
  setHidden(result, 'name', parts.name);
  if (typeof stack === 'string') define(result, 'stack', stack);
  return result;
}

function errorsFromWire(wire: readonly unknown[], depth: number, decoding: Decoding): unknown[] {
  const errors: unknown[] = [];
  for (let i = 0; i < wire.length && i < MAX_ERRORS && decoding.left > 0; i++) {
    errors.push(partFromWire(wire[i], depth + 1, decoding));
  }
  return errors;
}

interface Parts {
  readonly name: string;
  readonly message: string;
  readonly className: string;
  readonly code: unknown;
  readonly cause?: unknown;
  readonly errors?: readonly unknown[];
}

/** A real error of the class's own kind, which is then given its class: its constructor may ask for anything. */
function create(parts: Parts): Error {
  const { name, className, message, code } = parts;
  const options = Object.hasOwn(parts, 'cause') ? { cause: parts.cause } : {};
  if (name === 'CulvertError') return new CulvertError(text(code) as CulvertErrorCode, message, options);
  const prototype = (findErrorClass(className) ?? findErrorClass(name))?.prototype as object | undefined;
  const error = createKind(parts, options, prototype);
  if (prototype === undefined || Object.getPrototypeOf(error) === prototype) return error;
  return Object.setPrototypeOf(error, prototype) as Error;
}

function createKind(
  { name, className, message, errors }: Parts,
  options: { readonly cause?: unknown },
  prototype: object | undefined,
): Error {
  if (errors !== undefined) return new AggregateError(errors, message, options);
  if (prototype === undefined ? className === 'DOMException' : isOfDomException(prototype)) {
    const error = createDomException(message, name);
    if (error !== undefined) {
      if ('cause' in options) define(error, 'cause', options.cause);
      return error;
    }
  }
  const known = [className, name].find((candidate) => Object.hasOwn(languageErrors, candidate)) ?? '';
  return new (languageErrors[known] ?? Error)(message, options);
}

/** Its slots are the platform's own, so that its getters may run. Undefined where the platform has none. */
function createDomException(message: string, name: string): Error | undefined {
  return typeof runtime.DOMException === 'function' ? new runtime.DOMException(message, name) : undefined;
}

function isOfDomException(prototype: object): boolean {
  const { DOMException } = runtime;
  if (typeof DOMException !== 'function') return false;
  return (
    prototype === DOMException.prototype ||
    Object.prototype.isPrototypeOf.call(DOMException.prototype, prototype)
  );
}

/** A property of the error, own as on the other side, and hidden where its class has a getter of that name there. */
function setProperty(error: Error, key: string, value: unknown): void {
  const said = lookUp(error, key);
  // Data in the place of a method, as `toString`, would break those who read the error.
  if (typeof said?.value === 'function') return;
  if (said === undefined || 'value' in said) define(error, key, value, true);
  else setHidden(error, key, value);
}

/** Makes `error[key]` this value, unless it is anyhow. */
function setHidden(error: Error, key: string, value: unknown): void {
  const said = lookUp(error, key);
  if (said !== undefined && Object.is(valueOf(error, key, said), value)) return;
  define(error, key, value);
}

/** The value, without running the getter of a class whose constructor has not run. */
function valueOf(error: Error, key: string, said: PropertyDescriptor): unknown {
  const prototype = runtime.DOMException?.prototype as object | undefined;
  const platform = prototype && Object.getOwnPropertyDescriptor(prototype, key);
  const isPlatforms = said.get !== undefined && said.get === platform?.get;
  return isPlatforms ? (Reflect.get(prototype!, key, error) as unknown) : said.value;
}

/** Where a property comes from. */
function lookUp(error: Error, key: string): PropertyDescriptor | undefined {
  for (let at: unknown = error; typeof at === 'object' && at !== null; at = Object.getPrototypeOf(at)) {
    const descriptor = Object.getOwnPropertyDescriptor(at, key);
    if (descriptor !== undefined) return descriptor;
  }
  return undefined;
}

/** Defined, not set: its class may have a setter of that name, and a sender `__proto__`. */
function define(error: Error, key: string, value: unknown, enumerable = false): void {
  Object.defineProperty(error, key, { value, enumerable, configurable: true, writable: true });
}

/** A peer may send anything where text belongs. */
function text(value: unknown): string {
  return typeof value === 'object' && value !== null ? '' : describeThrown(value);
}
