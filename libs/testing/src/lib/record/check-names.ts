import { checkObject, invalidArgument } from '@culvert/protocol';

/**
 * Refuses options with an unknown name: a misspelled option would change nothing.
 *
 * @param name of the options, for the error
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT`
 */
export function checkNames(name: string, value: object, known: readonly string[]): void {
  checkObject(name, value);
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) throw invalidArgument(`${name} has no '${unknown}', but ${known.join(', ')}.`);
}

/** @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for anything but a text with a character, or `undefined` */
export function checkText(name: string, value: string | undefined): void {
  if (value !== undefined && (typeof value !== 'string' || value === ''))
    throw invalidArgument(`${name} must be a text that is not empty.`);
}
