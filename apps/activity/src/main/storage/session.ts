import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readOptional } from './read-optional.js';
import { writeAtomically } from './write-atomically.js';

/** The data that stay the same after a restart, so that open windows can reconnect. */
export interface Session {
  readonly token: string;
  /** Undefined before the first start. */
  readonly port: number | undefined;
}

/** The last session, or a new one if the last cannot be read or is invalid. */
export function loadSession(dataDir: string): Session {
  let text: string | undefined;
  try {
    text = readOptional(sessionPath(dataDir));
  } catch {
    // The start does not depend on it. Saving fails too, and that is reported.
  }
  return parseSession(text ?? '') ?? newSession(undefined);
}

/** A session with a token that has never been shown. */
export function newSession(port: number | undefined): Session {
  return { token: randomBytes(32).toString('base64url'), port };
}

/**
 * The session at `port`. Open windows show their token to the port that they came from. If main no
 * longer has that port, another program may have it, and learns the token. So a token is valid at
 * one port only.
 */
export function sessionAt(port: number, last: Session): Session {
  return port === last.port ? last : newSession(port);
}

export function saveSession(dataDir: string, session: Session): void {
  writeAtomically(sessionPath(dataDir), `${JSON.stringify(session)}\n`);
}

/** Reads the file's text. A short token is refused, because it could be guessed. */
export function parseSession(text: string): Session | undefined {
  try {
    const { token, port } = JSON.parse(text) as Partial<Record<keyof Session, unknown>>;
    if (typeof token !== 'string' || !/^[\w-]{32,}$/.test(token)) return undefined;
    const isPort = Number.isInteger(port) && (port as number) > 0 && (port as number) < 65536;
    return { token, port: isPort ? (port as number) : undefined };
  } catch {
    return undefined;
  }
}

function sessionPath(dataDir: string): string {
  return join(dataDir, 'session.json');
}
