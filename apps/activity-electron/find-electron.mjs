import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const packageFolder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));

/** What is said where Electron cannot run, in one line. */
export const noElectron =
  'Electron cannot start here: npm installs its typings only, and its binary (npx install-electron) is not there.';

/**
 * The program of Electron, or `undefined` where it was never fetched. Importing the package would fetch it.
 *
 * @returns {string | undefined}
 */
export function findElectron() {
  const pathFile = join(packageFolder, 'path.txt');
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH || join(packageFolder, 'dist');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : 'electron';
  const file = join(folder, name);
  return existsSync(file) ? file : undefined;
}

/** A closed network may take its time to say no. */
const FETCH_LIMIT_MS = 5 * 60_000;

/**
 * Fetches the program, once; quietly, because why it cannot be had does not fit in a line.
 *
 * @returns {string | undefined}
 */
export function fetchElectron() {
  if (process.env.ELECTRON_SKIP_BINARY_DOWNLOAD) return undefined;
  console.log('Fetching Electron, about 100 MB…');
  spawnSync(process.execPath, [join(packageFolder, 'install.js')], {
    stdio: 'ignore',
    timeout: FETCH_LIMIT_MS,
  });
  return findElectron();
}
