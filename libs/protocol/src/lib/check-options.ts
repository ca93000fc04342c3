import { invalidArgument } from './errors.js';
import { DEFAULT_LIMITS, type LimitOptions, type Limits } from './limits.js';

/**
 * Checks a wait in ms that an app gives as an option. `Infinity` means no limit.
 *
 * @param name of the option, for the error
 * @param least the smallest value: 0 if no wait at all is a valid choice, or anything above 0
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for NaN, a negative number, and a value that is not a number
 * @example
 * const timeoutMs = checkDuration('callTimeoutMs', options.callTimeoutMs ?? Infinity);
 */
export function checkDuration(name: string, value: number, least: 0 | 'above 0' = 'above 0'): number {
  if (typeof value === 'number' && (value > 0 || value === least)) return value;
  throw invalidArgument(
    `${name} must be a number of ms, ${least === 0 ? '0 or more' : least}, or Infinity for no limit; not ${shown(value)}.`,
  );
}

/**
 * Checks a count that an app gives as an option.
 *
 * @param name of the option, for the error
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a value that is not an integer from `min` to `max`
 */
export function checkCount(
  name: string,
  value: number,
  min = 0,
  max: number = Number.MAX_SAFE_INTEGER,
): number {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return value;
  const range = max === Number.MAX_SAFE_INTEGER ? `${min} or more` : `from ${min} to ${max}`;
  throw invalidArgument(`${name} must be an integer, ${range}; not ${shown(value)}.`);
}

/**
 * A smaller limit would stop everything without a word. Main would drop each `hello`, which has an empty body of 4 bytes.
 * A stream would never get its first item.
 */
const leastLimits: Partial<Limits> = { messageBytes: 4, streamItems: 1, streamBytes: 1 };

/**
 * Completes the limits that an app gives with the defaults. `undefined` means the default, `Infinity` no limit.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for an invalid value, and for an unknown name: a misspelled
 * limit would limit nothing
 */
export function checkLimits(limits: LimitOptions = {}): Limits {
  checkObject('limits', limits);
  const checked: Record<keyof Limits, number> = { ...DEFAULT_LIMITS };
  for (const [key, value] of Object.entries(limits)) {
    const name = key as keyof Limits;
    if (!Object.hasOwn(checked, name)) throw invalidArgument(`There is no limit '${name}'.`);
    if (value === Infinity) checked[name] = Number.MAX_SAFE_INTEGER;
    else if (value !== undefined) checked[name] = checkCount(`limits.${name}`, value, leastLimits[name]);
  }
  return checked;
}

/**
 * Refuses options that are not an object: a default value replaces only `undefined`.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT`
 */
export function checkObject(name: string, value: unknown): void {
  if (typeof value !== 'object' || value === null)
    throw invalidArgument(`${name} must be an object; not ${shown(value)}.`);
}

/** Only a number is shown. For other types the error names the type, because their text could be long, or throw. */
function shown(value: unknown): string {
  return typeof value === 'number' ? String(value) : value === null ? 'null' : typeof value;
}
