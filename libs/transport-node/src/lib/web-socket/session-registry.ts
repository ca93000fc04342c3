import type { Main } from '@culvert/core';
import type { Refusal } from './access.js';
import { ServerSession, type SessionSettings } from './server-session.js';

/** A session key is at least 128 random bits, in base64url or hex. */
const KEY = /^[\w-]{22,128}$/;

/**
 * Number of keys of ended sessions that are remembered, so that a late request cannot restart an ended session.
 * Long before a key is forgotten, every request of its client has arrived.
 */
const REMEMBERED_KEYS = 2 ** 16;

/** The sessions of a server, by the keys that their clients chose. */
export class SessionRegistry {
  private readonly sessions = new Map<string, ServerSession>();
  /** Keys with a sync request that is coming in or being answered. Each may become a session. */
  private readonly posting = new Set<string>();
  private readonly ended = new Set<string>();
  private readonly main: Pick<Main, 'connect'>;
  private readonly settings: SessionSettings;
  private readonly maxConnections: number;
  private isClosed = false;

  constructor(main: Pick<Main, 'connect'>, settings: SessionSettings, maxConnections: number) {
    this.main = main;
    this.settings = settings;
    this.maxConnections = maxConnections;
  }

  /** Returns why a client from this origin may not use this key. */
  check(key: string | null, origin: string | undefined): Refusal | undefined {
    if (this.isClosed) return { status: 503, reason: 'this server is closed' };
    if (key === null || !KEY.test(key)) {
      return { status: 400, reason: 'a session key has at least 128 bits, in characters of base64url' };
    }
    if (this.ended.has(key)) return { status: 410, reason: 'this session has ended' };
    const session = this.sessions.get(key);
    if (session === undefined) return this.posting.has(key) ? undefined : this.checkRoom();
    if (session.origin !== origin) return { status: 403, reason: 'this session belongs to another origin' };
    return undefined;
  }

  hasSocket(key: string): boolean {
    return this.sessions.get(key)?.hasSocket === true;
  }

  /** True if a client blocks before it could open its socket. Its connection may then be silent for long. */
  get awaitsSocket(): boolean {
    for (const session of this.sessions.values()) if (session.isBlocked && !session.hasSocket) return true;
    return false;
  }

  /**
   * Begins with the sync request of a checked key. A session has one at a time, from its first byte to the last
   * of its answer. Otherwise one client could make main hold as many bodies and answers as it opens requests.
   *
   * @returns true if the request may go on; then `posted` has to follow
   */
  startPost(key: string): boolean {
    if (this.posting.has(key) || this.sessions.get(key)?.isBlocked === true) return false;
    this.posting.add(key);
    return true;
  }

  posted(key: string): void {
    this.posting.delete(key);
  }

  /**
   * The session of a checked key. The first use of a key connects it to main.
   *
   * @throws the errors of `main.connect`
   */
  obtain(key: string, origin: string | undefined): ServerSession {
    const known = this.sessions.get(key);
    if (known !== undefined) return known;
    const session = new ServerSession(origin, this.settings, () => this.forget(key));
    this.sessions.set(key, session);
    try {
      this.main.connect(session, {
        ...(origin === undefined ? { kind: 'process' } : { kind: 'window', origin }),
        remote: true,
      });
    } catch (error) {
      session.close();
      throw error;
    }
    return session;
  }

  /** Pings all clients, and ends those that were silent for too long. */
  keepAlive(isLate: boolean): void {
    for (const session of this.sessions.values()) session.keepAlive(isLate);
  }

  /**
   * Ends all sessions, and refuses new ones. A request may still come in, on a server that stays open. Resolves when the
   * sockets are closed.
   */
  async close(): Promise<void> {
    this.isClosed = true;
    const sessions = [...this.sessions.values()];
    await Promise.all(sessions.map((session) => new Promise<void>((done) => session.leave(done))));
  }

  private checkRoom(): Refusal | undefined {
    let coming = 0;
    for (const key of this.posting) if (!this.sessions.has(key)) coming++;
    if (this.sessions.size + coming < this.maxConnections) return undefined;
    return { status: 503, reason: `this server has its ${this.maxConnections} connections (maxConnections)` };
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
