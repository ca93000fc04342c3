import { CulvertError, type CulvertErrorCode } from '@culvert/protocol';

/** An error on its way to another process, as a plain value that every codec carries. */
interface WireError {
  readonly error: { readonly name: string; readonly message: string; readonly [property: string]: unknown };
}

/** Anything else that was thrown: a string, `undefined`, a Promise. */
interface WireThrown {
  readonly thrown: string;
}

/** Never throws, whatever was thrown: a getter of it may throw in turn, or a proxy at every question. */
export function toWire(thrown: unknown): WireError | WireThrown {
  try {
    if (thrown instanceof Error) {
      const { name, message } = thrown;
      return { error: { ...ownProperties(thrown), name: String(name), message: String(message) } };
    }
  } catch {
    // Not even its name can be read: it is described as what is no error is.
  }
  return { thrown: describeThrown(thrown) };
}

function ownProperties(error: Error): Record<string, unknown> {
  const own: Record<string, unknown> = {};
  for (const key of Object.keys(error)) {
    try {
      const value: unknown = error[key as keyof Error];
      if (isCarriable(value)) own[key] = value;
    } catch {
      // A getter that throws costs this property, and not the error.
    }
  }
  return own;
}

/** Own properties of an error are carried where any codec can: `code`, `errno`, `path` and the like. */
function isCarriable(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
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
  const { error, thrown } = (wire ?? {}) as Partial<WireError> & Partial<WireThrown>;
  if (typeof error !== 'object' || error === null) return new Error(String(thrown));
  const { name, message, ...own } = error;
  if (name === 'CulvertError') return new CulvertError(own['code'] as CulvertErrorCode, message);
  const ErrorClass = Object.hasOwn(builtIn, name) ? builtIn[name]! : Error;
  const result = Object.assign(new ErrorClass(message), own);
  if (result.name !== name)
    Object.defineProperty(result, 'name', { value: name, configurable: true, writable: true });
  return result;
}
