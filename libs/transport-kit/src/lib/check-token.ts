import { invalidArgument } from '@culvert/protocol';

/** Half of a character. A url cannot hold it. */
const SURROGATE = /\p{Surrogate}/u;

/**
 * Checks a token that an app gives as an option.
 *
 * @param name of the option, for the error. The error does not show the token
 * @returns the token
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a value that is not a string, an empty one, and one with half of a
 * surrogate pair
 */
export function checkToken(name: string, token: string): string {
  if (typeof token === 'string' && token !== '' && !SURROGATE.test(token)) return token;
  throw invalidArgument(`${name} must be a string, and not empty, of whole characters.`);
}
