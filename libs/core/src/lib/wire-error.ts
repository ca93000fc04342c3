import { CulvertError, type Codec, type CulvertErrorCode } from '@culvert/protocol';

/** An error on its way to another process, as a value that its codec carries. */
interface WireError {
  readonly error: { readonly name: string; readonly message: string; readonly [property: string]: unknown };
  /** Its cause, an error in turn or what can be carried of it. */
  readonly cause?: WireError | WireThrown | WireValue;
}

/** A cause that is no error. */
interface WireValue {
  readonly value: unknown;
}

/** Anything else that was thrown: a string, `undefined`, a Promise. */
interface WireThrown {
  readonly thrown: string;
}

/** Causes of causes; a chain may be a circle. */
const MAX_CAUSES = 8;

/** Never throws, whatever was thrown: a getter of it may throw in turn, or a proxy at every question. */
export function toWire(thrown: unknown, codec: Codec, causes = MAX_CAUSES): WireError | WireThrown {
  try {
    if (thrown instanceof Error) {
      const { name, message } = thrown;
      const error = { ...ownProperties(thrown, codec), name: String(name), message: String(message) };
      return { error, ...causeOf(thrown, codec, causes) };
    }
  } catch {
    // Not even its name can be read: it is described as what is no error is.
  }
  return { thrown: describeThrown(thrown) };
}

function causeOf(error: Error, codec: Codec, causes: number): Pick<WireError, 'cause'> {
  try {
    const { cause } = error;
    if (causes === 0 || cause === undefined) return {};
    const isValue = !(cause instanceof Error) && isCarriable(cause, codec);
    return { cause: isValue ? { value: cause } : toWire(cause, codec, causes - 1) };
  } catch {
    return {};
  }
}

function ownProperties(error: Error, codec: Codec): Record<string, unknown> {
  const own: Record<string, unknown> = {};
  for (const key of Object.keys(error)) {
    if (key === 'cause') continue;
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

/** The error that the peer's `toWire` was given, or an Error that says what was thrown. */
export function fromWire(wire: unknown): Error {
  const { error, cause, thrown } = (wire ?? {}) as Partial<WireError> & Partial<WireThrown>;
  if (typeof error !== 'object' || error === null) return new Error(String(thrown));
  const { name, message, ...own } = error;
  const options = cause === undefined ? {} : { cause: causeFromWire(cause) };
  if (name === 'CulvertError') return new CulvertError(own['code'] as CulvertErrorCode, message, options);
  const ErrorClass = Object.hasOwn(builtIn, name) ? builtIn[name]! : Error;
  const result = Object.assign(new ErrorClass(message, options), own);
  if (result.name !== name)
    Object.defineProperty(result, 'name', { value: name, configurable: true, writable: true });
  return result;
}

function causeFromWire(cause: NonNullable<WireError['cause']>): unknown {
  if (typeof cause !== 'object') return undefined;
  return 'value' in cause ? cause.value : fromWire(cause);
}
