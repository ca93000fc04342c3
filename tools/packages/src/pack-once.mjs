import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packLibs } from './lib/pack.mjs';

const root = join(import.meta.dirname, '..');

/** The folder with the tarballs of all libs. */
export const tarballsFolder = join(root, 'test-output/tarballs');

/** Prepares what the specs install: the tarballs of all libs, and older versions of Jest and TypeScript. */
export default function packOnce() {
  rmSync(tarballsFolder, { recursive: true, force: true });
  mkdirSync(tarballsFolder, { recursive: true });
  packLibs(tarballsFolder);
  installOlder(join(root, 'consumers/older'));
}

/** @param {string} folder */
function installOlder(folder) {
  const stamp = join(folder, 'node_modules/.installed');
  const lock = readFileSync(join(folder, 'package-lock.json'), 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  execFileSync('npm', ['ci', '--ignore-scripts', '--prefer-offline'], { cwd: folder, stdio: 'inherit' });
  writeFileSync(stamp, lock);
}
