import { statSync } from 'node:fs';
import { codeOf, messageOf } from '../shared/message-of.js';

/** @throws Error with a sentence that can be shown as it is, where `path` is no folder that can be scanned */
export function checkFolder(path: string): void {
  if (!isFolder(path)) throw new Error(`${path} is not a folder.`);
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    const isMissing = codeOf(error) === 'ENOENT';
    throw new Error(isMissing ? `There is no ${path}.` : `${path} cannot be scanned: ${messageOf(error)}.`);
  }
}
