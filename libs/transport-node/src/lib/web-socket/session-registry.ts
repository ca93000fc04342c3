import type { Main } from '@culvert/core';
import type { Refusal } from './access.js';
import { ServerSession } from './server-session.js';

/** A session key is at least 128 random bits, in base64url or hex. */
const KEY = /^[\w-]{22,128}$/;

/**
 * Keys of ended sessions that are remembered, so that a late request cannot start anew what has ended. Long before
 * one is forgotten nothing of its client is on its way any more.
 */
const REMEMBERED_KEYS = 2 ** 16;

/** The sessions of a server, by the keys that their clients chose. */
export class SessionRegistry {
  private readonly sessions = new Map<string, ServerSession>();
  private readonly ended = new Set<string>();
  private readonly main: Pick<Main, 'connect'>;

  constructor(main: Pick<Main, 'connect'>) {
    this.main = main;
  }

  /** Why a client from this origin may not use this key. */
  check(key: string | null, origin: string | undefined): Refusal | undefined {
    if (key === null || !KEY.test(key)) {
      return { status: 400, reason: 'a session key has at least 128 bits, in characters of base64url' };
    }
    if (this.ended.has(key)) return { status: 410, reason: 'this session has ended' };
    const session = this.sessions.get(key);
    if (session !== undefined && session.origin !== origin) {
      return { status: 403, reason: 'this session belongs to another origin' };
    }
    return undefined;
  }

  hasSocket(key: string): boolean {
    return this.sessions.get(key)?.hasSocket === true;
  }

  /**
   * The session of a key that was checked; the first use of a key connects it to main.
   *
   * @throws what `main.connect` throws
   */
  obtain(key: string, origin: string | undefined): ServerSession {
    const known = this.sessions.get(key);
    if (known !== undefined) return known;
    const session = new ServerSession(origin, () => this.forget(key));
    this.sessions.set(key, session);
    try {
      this.main.connect(session, origin === undefined ? { kind: 'process' } : { kind: 'window', origin });
    } catch (error) {
      session.close();
      throw error;
    }
    return session;
  }

  /** Ends all sessions; resolves when their sockets are closed. */
  async close(): Promise<void> {
    const sessions = [...this.sessions.values()];
    await Promise.all(sessions.map((session) => new Promise<void>((done) => session.leave(done))));
  }

  private forget(key: string): void {
    if (!this.sessions.delete(key)) return;
    this.ended.add(key);
    if (this.ended.size <= REMEMBERED_KEYS) return;
    for (const oldest of this.ended) {
      this.ended.delete(oldest);
      break;
    }
  }
}
