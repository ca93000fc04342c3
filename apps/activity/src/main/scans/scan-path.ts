import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, normalize, join } from 'node:path';
import { codeOf, messageOf } from '../../shared/message-of.js';

/**
 * Reads the folder that a page wants scanned: an absolute one, or one below `~`.
 *
 * @throws Error with a sentence that can be shown as it is
 */
export function readScanPath(value: unknown, home: string = homedir()): string {
  if (typeof value !== 'string' || value.trim() === '') throw new Error('Name a folder to scan.');
  if (value.includes('\0')) throw new Error('That is not the name of a folder.');
  const text = value.trim();
  const path = text === '~' || text.startsWith('~/') ? join(home, text.slice(1)) : text;
  if (!isAbsolute(path)) throw new Error(`“${text}” must start with / or ~.`);
  return checkFolder(normalize(path).replace(/(?<=.)\/$/, ''));
}

function checkFolder(path: string): string {
  if (!isFolder(path)) throw new Error(`${path} is not a folder.`);
  return path;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    const isMissing = codeOf(error) === 'ENOENT';
    throw new Error(isMissing ? `There is no ${path}.` : `${path} cannot be scanned: ${messageOf(error)}.`);
  }
}
