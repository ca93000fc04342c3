import { CulvertError } from '../errors.js';

/** `prefix` and the JSON of `tree`, which holds only JSON values: only its size can make this fail. */
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
