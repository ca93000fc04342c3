import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = import.meta.dirname;
const workspace = join(root, '../..');

export const stampFile = join(root, 'dist/built-at');

/** Everything that the built files are made of. */
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

/** Whether what is built is not older than what it is built from. */
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
  // The time of a folder changes when a file in it comes or goes.
  if (stats.mtimeMs > time) return true;
  return stats.isDirectory() && readdirSync(path).some((name) => isNewer(join(path, name), time));
}
