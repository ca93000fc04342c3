import { CulvertError, runtime, type CulvertErrorCode } from '@culvert/protocol';
import { findErrorClass, languageErrors } from './error-registry.js';
import { MAX_CAUSES, type WireError, type WireThrown } from './wire-error.js';

/** Whether it is an error that has travelled, and not another thing that was thrown. */
export function isWireError(wire: unknown): wire is Pick<WireError, 'error'> {
  const error = (wire as Partial<WireError> | null | undefined)?.error;
  return typeof error === 'object' && error !== null;
}

/** The very value that the peer's `toWire` was given, as far as it could be carried. */
export function decodeThrown(wire: unknown, depth = 0): unknown {
  const { is, error } = (wire ?? {}) as Partial<WireThrown> & Partial<WireError>;
  return error === undefined && Array.isArray(is) ? is[0] : fromWire(wire, depth);
}

/**
 * The error that the peer's `toWire` was given, or an Error that says what was thrown. It comes from a peer: nothing in
 * it is believed to be of its type. No getter of a registered class runs here, since the class's constructor has not.
 */
export function fromWire(wire: unknown, depth = 0): Error {
  const {
    thrown,
    cause,
    errors,
    class: className,
  } = (wire ?? {}) as Partial<WireError> & Partial<WireThrown>;
  if (!isWireError(wire)) return new Error(text(thrown));
  const { name, message, stack, ...own } = wire.error;
  const deeper = depth < MAX_CAUSES;
  const parts: Parts = {
    name: text(name),
    message: text(message),
    className: typeof className === 'string' ? className : text(name),
    code: own['code'],
    ...(deeper && cause !== undefined && { cause: decodeThrown(cause, depth + 1) }),
    ...(deeper && Array.isArray(errors) && { errors: errors.map((part) => decodeThrown(part, depth + 1)) }),
  };
  const result = create(parts);
  for (const [key, value] of Object.entries(own)) setProperty(result, key, value);
  setHidden(result, 'name', parts.name);
  if (typeof stack === 'string') define(result, 'stack', stack);
  return result;
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
  return typeof value === 'object' && value !== null ? '' : String(value);
}
