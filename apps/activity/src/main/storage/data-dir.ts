import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * The folder for the app's data: the one of the flag, or the one that the desktop's convention
 * names.
 */
export function dataDirOf(
  flag: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
  home: string = homedir(),
): string {
  if (flag !== undefined) return resolve(flag);
  const { XDG_CONFIG_HOME: configHome } = environment;
  // The convention says to ignore a relative path there.
  const base = configHome?.startsWith('/') === true ? configHome : join(home, '.config');
  return join(base, 'culvert-activity');
}

/** Bits of a mode that let other users write. */
const WRITABLE_BY_OTHERS = 0o022;

/**
 * Creates the folder, or closes the present one to other users: the token in it opens the monitor.
 *
 * @returns true for `wasOpen` if other users could write into it until now, and may have chosen its
 * contents
 * @throws Error if the folder belongs to another user, who can read and replace its files
 */
export function makeDataDir(path: string): { readonly wasOpen: boolean } {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const { uid, mode } = statSync(path);
  const user = process.getuid?.();
  // Windows has no owners of this kind. Its folders inherit the rights of the user's profile.
  if (user === undefined) return { wasOpen: false };
  if (uid !== user) {
    throw new Error(`${path} belongs to another user. Name a folder of your own with --data-dir.`);
  }
  if ((mode & 0o077) !== 0) chmodSync(path, 0o700);
  return { wasOpen: (mode & WRITABLE_BY_OTHERS) !== 0 };
}
