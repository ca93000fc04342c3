import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = import.meta.dirname;
const workspace = join(root, '../..');

export const stampFile = join(root, 'dist/built-at');

/** All sources of the built files. */
const inputs = [
  join(root, 'src'),
  join(root, 'build.mjs'),
  join(root, 'vite.config.mjs'),
  join(root, 'package.json'),
  join(workspace, 'package-lock.json'),
  join(workspace, 'tsconfig.base.json'),
  ...['protocol', 'router', 'core', 'transport-node', 'transport-web', 'transport-electron'].map((lib) =>
    join(workspace, 'libs', lib, 'src'),
  ),
];

/** True if the built files are at least as new as their sources. */
export function isBuilt() {
  const builtAt = readStamp();
  return builtAt !== undefined && !inputs.some((path) => isNewer(path, builtAt));
}

function readStamp() {
  try {
    return Date.parse(readFileSync(stampFile, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * @param {string} path
 * @param {number} time
 * @returns {boolean}
 */
function isNewer(path, time) {
  const stats = statSync(path);
  // The time of a folder changes when a file in it is added or removed.
  if (stats.mtimeMs > time) return true;
  return stats.isDirectory() && readdirSync(path).some((name) => isNewer(join(path, name), time));
}
