import { readFileSync } from 'node:fs';
import { codeOf } from '../../shared/message-of.js';

/** The text of a file, undefined if there is none. */
export function readOptional(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
