import type { Codec } from '@culvert/protocol';
import type { ErrorData } from './redact-error.js';

/** Removes the properties that the codec refuses or would leave out. The error itself is kept. */
export function carriable(error: ErrorData, codec: Codec): ErrorData {
  const data: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(error)) if (isCarriable(value, codec)) setData(data, key, value);
  return data as ErrorData;
}

function isCarriable(value: unknown, codec: Codec): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (['function', 'symbol', 'undefined'].includes(typeof value)) return false;
  return arrives(value, codec) !== undefined;
}

/** Returns the value in a list, as the peer will get it. Returns `undefined` if the codec refuses it. */
function arrives(value: unknown, codec: Codec): readonly unknown[] | undefined {
  try {
    return codec.decode(codec.encode([value]));
  } catch {
    return undefined;
  }
}

/** Tells if a value arrives unchanged: as a primitive, or as data of the same kind. A Promise, for example, does not. */
export function isPlain(value: unknown, codec: Codec): boolean {
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

/** Defines the property, so that an own `__proto__` stays a property. */
export function setData(data: object, key: string, value: unknown): void {
  Object.defineProperty(data, key, { value, enumerable: true, configurable: true, writable: true });
}
