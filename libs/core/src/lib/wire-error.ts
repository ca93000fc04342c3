import { CulvertError, type CulvertErrorCode } from '@culvert/protocol';

/** An error on its way to another process, as a plain value that every codec carries. */
interface WireError {
  readonly error: { readonly name: string; readonly message: string; readonly [property: string]: unknown };
}

/** Anything else that was thrown: a string, `undefined`, a Promise. */
interface WireThrown {
  readonly thrown: string;
}

/** Never calls a method of the thrown value that could throw in turn. */
export function toWire(thrown: unknown): WireError | WireThrown {
  if (!(thrown instanceof Error)) return { thrown: describe(thrown) };
  const own: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(thrown)) {
    if (isCarriable(value)) own[key] = value;
  }
  return { error: { ...own, name: String(thrown.name), message: String(thrown.message) } };
}

/** Own properties of an error are carried where any codec can: `code`, `errno`, `path` and the like. */
function isCarriable(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function describe(value: unknown): string {
  try {
    return String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

const builtIn: Readonly<Record<string, ErrorConstructor>> = {
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
};

/** The error that the peer's `toWire` was given, or an Error that says what was thrown. */
export function fromWire(wire: unknown): Error {
  const { error, thrown } = (wire ?? {}) as Partial<WireError> & Partial<WireThrown>;
  if (typeof error !== 'object') return new Error(String(thrown));
  const { name, message, ...own } = error;
  if (name === 'CulvertError') return new CulvertError(own['code'] as CulvertErrorCode, message);
  const ErrorClass = Object.hasOwn(builtIn, name) ? builtIn[name]! : Error;
  const result = Object.assign(new ErrorClass(message), own);
  if (result.name !== name)
    Object.defineProperty(result, 'name', { value: name, configurable: true, writable: true });
  return result;
}
