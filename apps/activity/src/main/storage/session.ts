import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readOptional } from './read-optional.js';
import { writeAtomically } from './write-atomically.js';

/** What must be the same after a restart, so that open windows find their way back. */
export interface Session {
  readonly token: string;
  /** Undefined before the first start. */
  readonly port: number | undefined;
}

/** The session of last time, or a new one where there is none that makes sense. */
export function loadSession(dataDir: string): Session {
  return parseSession(readOptional(sessionPath(dataDir)) ?? '') ?? { token: newToken(), port: undefined };
}

export function saveSession(dataDir: string, session: Session): void {
  writeAtomically(sessionPath(dataDir), `${JSON.stringify(session)}\n`);
}

/** Reads the file's text; a short token is refused, for it could be guessed. */
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

function newToken(): string {
  return randomBytes(32).toString('base64url');
}

function sessionPath(dataDir: string): string {
  return join(dataDir, 'session.json');
}
