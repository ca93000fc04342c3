import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Where the app keeps what it must remember: the flag, or the folder that the desktop's convention names. */
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

/** Creates the folder, closed to other users: the token in it opens the monitor. */
export function makeDataDir(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
}
