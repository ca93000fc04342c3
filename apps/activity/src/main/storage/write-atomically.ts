import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Writes a file that only this user may read, in whole or not at all, whenever the power goes. */
export function writeAtomically(path: string, text: string): void {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flush: true });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
