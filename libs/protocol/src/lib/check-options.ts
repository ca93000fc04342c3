import { invalidArgument } from './errors.js';
import { DEFAULT_LIMITS, type LimitOptions, type Limits } from './limits.js';

/**
 * A wait in ms that an app gives as an option. `Infinity` means that nothing ends it.
 *
 * @param name of the option, for the error
 * @param least what the option accepts: 0 where no wait at all is a choice, or anything above 0
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for NaN, a negative number, and what is no number
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
 * A number of things that an app gives as an option.
 *
 * @param name of the option, for the error
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for what is no integer from `min` to `max`
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
 * All limits: those that an app gives, and the defaults for the others. `undefined` is the default, `Infinity` none.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for another value, and for a name that no limit has: a limit that
 * is misspelled would hold nothing
 */
export function checkLimits(limits: LimitOptions = {}): Limits {
  if (typeof limits !== 'object' || (limits as unknown) === null)
    throw invalidArgument(`limits must be an object; not ${shown(limits)}.`);
  const checked: Record<keyof Limits, number> = { ...DEFAULT_LIMITS };
  for (const [key, value] of Object.entries(limits)) {
    const name = key as keyof Limits;
    if (!Object.hasOwn(checked, name)) throw invalidArgument(`There is no limit '${name}'.`);
    if (value === Infinity) checked[name] = Number.MAX_SAFE_INTEGER;
    else if (value !== undefined) checked[name] = checkCount(`limits.${name}`, value);
  }
  return checked;
}

/** Another type than a number is named, never shown: text of it could be long, or throw. */
function shown(value: unknown): string {
  return typeof value === 'number' ? String(value) : value === null ? 'null' : typeof value;
}
