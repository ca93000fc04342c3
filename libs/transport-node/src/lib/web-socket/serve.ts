import { constants } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { Server as TlsServer } from 'node:tls';
import type { Main } from '@culvert/core';
import { DEFAULT_PATH, KEEP_ALIVE_NAME, SYNC_SUFFIX, isLate } from '@culvert/core/transport-kit';
import { CulvertError, invalidArgument } from '@culvert/protocol';
import { Subject, type Observable } from 'rxjs';
import { WebSocketServer, type ServerOptions, type WebSocket } from 'ws';
import { createAccess, hostOf, normalOrigins, type Access, type ReportRefusal } from './access.js';
import { addressOf, listen } from './listen.js';
import { settle, type ServeLimits } from './serve-limits.js';
import { pathOf, queryOf, refuseUpgrade, interceptRequests, type OwnHandlers } from './own-requests.js';
import type { ServerSession } from './server-session.js';
import { SessionRegistry } from './session-registry.js';
import { MAX_STRANGERS, Strangers } from './strangers.js';
import { serveSync } from './sync-endpoint.js';

/** Options of {@link serve}. */
export interface ServeOptions extends ServeLimits {
  /** TCP port; 0, the default, takes a free one. */
  readonly port?: number | undefined;
  /** Address to bind; `127.0.0.1` by default, so that only this machine can connect. */
  readonly host?: string | undefined;
  /** The secret that clients present; 192 random bits by default. */
  readonly token?: string | undefined;
  /** Web origins whose pages may connect, beside the server's own: `['http://localhost:5173']`. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /**
   * The app's own HTTP or HTTPS server, in place of a new one: only requests for `/culvert` are taken from it.
   * `port` and `host` are its business, and `close` leaves it running.
   */
  readonly server?: Server | undefined;
}

/** Who was not let in by {@link serve}, and why. */
export interface RefusedRequest {
  /** As the client was answered, 401, 403, 409 and 410 among others. */
  readonly status: number;
  readonly reason: string;
  /** The page's, as its browser said; `undefined` for a program. */
  readonly origin: string | undefined;
}

/** What {@link serve} resolves to. */
export interface CulvertServer {
  /** `ws://127.0.0.1:PORT/culvert`, without the token. */
  readonly url: string;
  readonly port: number;
  readonly token: string;
  /**
   * Every request that was not let in: wrong token, origin or Host, or the key of a session that is somebody else's, or
   * has ended. Nothing of it came to main, so it is not on `inspect$`. Completes with `close`.
   */
  readonly refused$: Observable<RefusedRequest>;
  /** Ends all connections, and the server unless it is the app's own. May be called twice. */
  close(): Promise<void>;
}

/**
 * Lets renderers connect to main over WebSocket, with a synchronous endpoint beside it for `sendSync`: pages and Node
 * processes that know the token, pages only from allowed origins.
 *
 * Resolves when the server listens; an app's own `server` may still be about to.
 *
 * @throws CulvertError `ERR_CULVERT_TRANSPORT` where it cannot listen, its `cause` has Node's code (`EADDRINUSE`)
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for an empty token, the origin `'*'` or a server on a pipe
 *
 * @example
 * const { url, token, close } = await serve(main, { allowedOrigins: ['http://localhost:5173'] });
 * const renderer = createRenderer(webSocketTransport(url, { token }));
 */
export async function serve(
  main: Pick<Main, 'connect'> & Partial<Pick<Main, 'limits'>>,
  options: ServeOptions = {},
): Promise<CulvertServer> {
  const { host = '127.0.0.1', token = randomBytes(24).toString('base64url') } = options;
  const allowedOrigins = normalOrigins(options.allowedOrigins ?? []);
  if (token === '') throw invalidArgument('serve: the token must not be empty.');
  const limits = settle(options, main.limits);
  const server = options.server ?? (await listen(options.port ?? 0, host));
  const { address, port } = await addressOf(server);
  const isSecure = server instanceof TlsServer;
  const scheme = isSecure ? 'https' : 'http';
  const access = createAccess({ token, allowedOrigins, scheme, address, port });
  const sessions = new SessionRegistry(main, limits.session, limits.maxConnections);
  const refused = new Subject<RefusedRequest>();
  const report: ReportRefusal = ({ headers }, { status, reason }) =>
    refused.next({ status, reason, origin: headers.origin });
  const strangers =
    options.server === undefined &&
    new Strangers(server, limits.session.helloTimeoutMs, () => sessions.awaitsSocket);
  // A client has its WebSocket and two connections for sync requests.
  if (strangers) server.maxConnections = 3 * limits.maxConnections + MAX_STRANGERS;
  const admit = ({ socket }: IncomingMessage) => strangers && strangers.admit(socket);
  const { maxPayloadBytes } = limits;
  const restore = interceptRequests(
    server,
    [DEFAULT_PATH, DEFAULT_PATH + SYNC_SUFFIX],
    handlers({ access, sessions, report, admit, maxPayloadBytes, stallMs: limits.session.helloTimeoutMs }),
  );
  const stopKeepAlive = startKeepAlive(sessions, limits.session.keepAlive.keepAliveMs);

  async function close(): Promise<void> {
    restore();
    stopKeepAlive();
    await sessions.close();
    refused.complete();
    if (options.server !== undefined || !server.listening) return;
    await new Promise((closed) => {
      server.close(closed);
      // A client that keeps its connection open would keep the server open.
      server.closeAllConnections();
    });
  }
  const reachable = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address;
  return {
    url: `ws${isSecure ? 's' : ''}://${hostOf(reachable)}:${port}${DEFAULT_PATH}`,
    port,
    token,
    refused$: refused.asObservable(),
    close,
  };
}

/** Asks all clients for a sign of life, again and again, and keeps no process alive. */
function startKeepAlive(sessions: SessionRegistry, intervalMs: number): () => void {
  if (intervalMs === 0) return () => {};
  let last = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    sessions.keepAlive(isLate(now - last, intervalMs));
    last = now;
  }, intervalMs).unref();
  return () => clearInterval(timer);
}

interface Door {
  readonly access: Access;
  readonly sessions: SessionRegistry;
  readonly report: ReportRefusal;
  /** The client of this request has shown the token. */
  readonly admit: (request: IncomingMessage) => void;
  readonly maxPayloadBytes: number;
  readonly stallMs: number;
}

function handlers({ access, sessions, report, admit, maxPayloadBytes, stallMs }: Door): OwnHandlers {
  // Frames are small or already dense, and compression costs latency, and memory for each connection.
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: maxPayloadBytes,
    // A large message of a slow line comes in chunks of a packet each.
    maxBufferedChunks: Math.max(2 ** 18, Math.ceil(maxPayloadBytes / 512)),
    maxFragments: Math.max(2 ** 14, Math.ceil(maxPayloadBytes / 4096)),
    perMessageDeflate: false,
    closeTimeout: CLOSE_TIMEOUT_MS,
  } as ServerOptions);
  const sync = {
    access,
    sessions,
    report,
    admit,
    maxBodyBytes: Math.min(maxPayloadBytes + SYNC_HEAD_BYTES, constants.MAX_STRING_LENGTH),
    stallMs,
  };
  return {
    request(request, response) {
      if (pathOf(request) !== DEFAULT_PATH) return serveSync(request, response, sync);
      response.writeHead(426, { upgrade: 'websocket' }).end('this is for WebSockets');
    },
    upgrade(request, socket, head) {
      const { origin } = request.headers;
      const query = queryOf(request);
      const key = query.get('session');
      const refusal =
        (pathOf(request) === DEFAULT_PATH ? undefined : { status: 404, reason: 'not found' }) ??
        access.checkOrigin(request) ??
        access.checkToken(query.get('token')) ??
        sessions.check(key, origin) ??
        (sessions.hasSocket(key!) ? { status: 409, reason: 'this session has its WebSocket' } : undefined);
      if (refusal !== undefined) {
        report(request, refusal);
        return refuseUpgrade(socket, refusal);
      }
      admit(request);
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        attach(webSocket, () => sessions.obtain(key!, origin), query.has(KEEP_ALIVE_NAME));
      });
    },
  };
}

function attach(webSocket: WebSocket, obtain: () => ServerSession, tellsClient: boolean): void {
  try {
    obtain().attach(webSocket, tellsClient);
  } catch (error) {
    // Main has closed, say. Anything else is a bug, and not to be hidden.
    if (!(error instanceof CulvertError)) throw error;
    webSocket.on('error', () => {});
    webSocket.close(1011, error.code);
  }
}

/** How long a client may take to answer that its connection is closed. */
const CLOSE_TIMEOUT_MS = 10_000;

/** The line of JSON before the frames of a sync request. */
const SYNC_HEAD_BYTES = 128 * 1024;
