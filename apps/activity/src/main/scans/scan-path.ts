import { homedir } from 'node:os';
import { isAbsolute, normalize, join } from 'node:path';

/**
 * Reads the folder that a page wants scanned: an absolute one, or one below `~`. Main does not ask
 * the file system for it, because a mount that hangs would stop every window. The scanning process
 * does.
 *
 * @throws Error with a sentence that can be shown to the user
 */
export function readScanPath(value: unknown, home: string = homedir()): string {
  if (typeof value !== 'string' || value.trim() === '') throw new Error('Name a folder to scan.');
  if (value.includes('\0')) throw new Error('That is not the name of a folder.');
  const text = value.trim();
  const path = text === '~' || text.startsWith('~/') ? join(home, text.slice(1)) : text;
  if (!isAbsolute(path)) throw new Error(`“${text}” must start with / or ~.`);
  return normalize(path).replace(/(?<=.)\/$/, '');
}
