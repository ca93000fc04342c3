import { CulvertError, languageErrors, runtime, type CulvertErrorCode } from '@culvert/protocol';
import { describeThrown } from '../runtime/describe-thrown.js';
import { findErrorClass } from './error-registry.js';
import { MAX_ALL, MAX_CAUSES, MAX_ERRORS, type WireError, type WireThrown } from './wire-error.js';

/** Tells if a wire value is an encoded error, and not another thrown value. */
export function isWireError(wire: unknown): wire is Pick<WireError, 'error'> {
  const error = (wire as Partial<WireError> | null | undefined)?.error;
  return typeof error === 'object' && error !== null;
}

/** Decodes the value that the peer's `toWire` got, as far as the codec could carry it. */
export function decodeThrown(wire: unknown): unknown {
  return partFromWire(wire, 0, { left: MAX_ALL });
}

/**
 * Decodes the error that the peer's `toWire` got. For a thrown value that is not an error, it returns an Error with a
 * description. The input comes from a peer, so no type in it is trusted. No getter of a registered class runs here,
 * because the constructor of the class has not run.
 */
export function fromWire(wire: unknown): Error {
  return errorFromWire(wire, 0, { left: MAX_ALL });
}

/** The state of decoding one error. A peer may refer to one part in many places, and each place creates an error. */
interface Decoding {
  /** The number of errors that may still be created. */
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

/**
 * Creates an error of the built-in kind, and then sets the prototype of its class. The constructor of the class does not
 * run, because its parameters are unknown.
 */
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

/** Creates it by the platform, so that its getters work. Returns `undefined` if the platform has no DOMException. */
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

/** Defines an own property of the error. It is not enumerable if the class has a getter of that name. */
function setProperty(error: Error, key: string, value: unknown): void {
  const said = lookUp(error, key);
  // Data in place of a method, such as `toString`, would break code that reads the error.
  if (typeof said?.value === 'function') return;
  if (said === undefined || 'value' in said) define(error, key, value, true);
  else setHidden(error, key, value);
}

/** Makes `error[key]` this value, unless it already is. */
function setHidden(error: Error, key: string, value: unknown): void {
  const said = lookUp(error, key);
  if (said !== undefined && Object.is(valueOf(error, key, said), value)) return;
  define(error, key, value);
}

/** Returns the value of a property. A getter of a class does not run, because its constructor has not run. */
function valueOf(error: Error, key: string, said: PropertyDescriptor): unknown {
  const prototype = runtime.DOMException?.prototype as object | undefined;
  const platform = prototype && Object.getOwnPropertyDescriptor(prototype, key);
  const isPlatforms = said.get !== undefined && said.get === platform?.get;
  return isPlatforms ? (Reflect.get(prototype!, key, error) as unknown) : said.value;
}

/** Finds the descriptor of a property on the object or its prototypes. */
function lookUp(error: Error, key: string): PropertyDescriptor | undefined {
  for (let at: unknown = error; typeof at === 'object' && at !== null; at = Object.getPrototypeOf(at)) {
    const descriptor = Object.getOwnPropertyDescriptor(at, key);
    if (descriptor !== undefined) return descriptor;
  }
  return undefined;
}

/** Defines instead of assigning: the class may have a setter of that name, or the sender may send `__proto__`. */
function define(error: Error, key: string, value: unknown, enumerable = false): void {
  Object.defineProperty(error, key, { value, enumerable, configurable: true, writable: true });
}

/** Returns text for any value, because a peer may send any value in place of text. */
function text(value: unknown): string {
  return typeof value === 'object' && value !== null ? '' : describeThrown(value);
}
