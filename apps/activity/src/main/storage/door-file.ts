import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from './write-atomically.js';

/**
 * Writes a page that leads to `address`, readable by this user only. A browser is started with the
 * path of this page. Every local user can read the arguments of a process, so the token must not be
 * in them. Jupyter does the same (https://jupyter-server.readthedocs.io, `use_redirect_file`).
 */
export function writeDoorFile(
  dataDir: string,
  address: string,
): { readonly path: string; readonly remove: () => void } {
  const path = join(dataDir, 'open.html');
  writeAtomically(
    path,
    `<!doctype html>\n<meta charset="utf-8">\n<meta name="referrer" content="no-referrer">\n` +
      `<meta http-equiv="refresh" content="0;url=${address}">\n<title>Activity</title>\n` +
      `<a href="${address}">Open Activity</a>\n`,
  );
  return { path, remove: () => rmSync(path, { force: true }) };
}
