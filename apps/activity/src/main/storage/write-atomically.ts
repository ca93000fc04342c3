import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';

/** Writes a file that only this user may read, in whole or not at all, whenever the power goes. */
export function writeAtomically(path: string, text: string): void {
  // The name cannot be guessed, and 'wx' fails where it exists: no link that another user planted is followed.
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx', flush: true });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
