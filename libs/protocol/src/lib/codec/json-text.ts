import { CulvertError } from '../errors.js';

/** `prefix` and the JSON of `tree`, which holds nothing but JSON values: all that can go wrong is its size. */
export function jsonText(prefix: string, tree: unknown): string {
  try {
    return prefix + JSON.stringify(tree);
  } catch (cause) {
    throw new CulvertError(
      'ERR_CULVERT_MESSAGE_TOO_LARGE',
      'These arguments cannot be sent: their text is longer than a string can be.',
      { cause },
    );
  }
}
