import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const packageFolder = dirname(createRequire(import.meta.url).resolve('electron/package.json'));

/** The message for machines that cannot run Electron, in one line. */
export const noElectron =
  'Electron cannot start here: npm installs its typings only, and its binary (npx install-electron) is not there.';

/**
 * The program of Electron, or `undefined` if it was never fetched. Importing the package would
 * fetch it.
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

/** A closed network may take long to refuse. */
const FETCH_LIMIT_MS = 5 * 60_000;

/**
 * Fetches the program once. It prints no details of a failure, because they do not fit in a line.
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
