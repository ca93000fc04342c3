import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, normalize, join } from 'node:path';
import { codeOf, messageOf } from '../../shared/message-of.js';

export type ScanRequest =
  { readonly isValid: true; readonly path: string } | { readonly isValid: false; readonly message: string };

/** Reads the folder that a page wants scanned: an absolute one, or one below `~`. */
export function readScanRequest(value: unknown, home: string = homedir()): ScanRequest {
  if (typeof value !== 'string' || value.trim() === '') return refuse('Name a folder to scan.');
  if (value.includes('\0')) return refuse('That is not the name of a folder.');
  const text = value.trim();
  const path = text === '~' || text.startsWith('~/') ? join(home, text.slice(1)) : text;
  if (!isAbsolute(path)) return refuse(`“${text}” must start with / or ~.`);
  return checkFolder(normalize(path).replace(/(?<=.)\/$/, ''));
}

function checkFolder(path: string): ScanRequest {
  try {
    if (statSync(path).isDirectory()) return { isValid: true, path };
    return refuse(`${path} is not a folder.`);
  } catch (error) {
    const isMissing = codeOf(error) === 'ENOENT';
    return refuse(isMissing ? `There is no ${path}.` : `${path} cannot be scanned: ${messageOf(error)}.`);
  }
}

function refuse(message: string): ScanRequest {
  return { isValid: false, message };
}
