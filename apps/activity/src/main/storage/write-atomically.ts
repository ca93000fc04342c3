import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Writes a file that only this user may read. It is written as a whole or not at all, even if the
 * power fails.
 */
export function writeAtomically(path: string, text: string): void {
  // The name cannot be guessed, and 'wx' fails if it exists. So no link of another user is
  // followed.
  const draft = `${path}.${randomUUID()}.tmp`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx', flush: true });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}
