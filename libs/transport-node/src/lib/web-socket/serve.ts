import { constants } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { Server as TlsServer } from 'node:tls';
import type { Main } from '@culvert/core';
import { DEFAULT_PATH, KEEP_ALIVE_NAME, SYNC_SUFFIX, isLate } from '@culvert/transport-kit';
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
  /** Web origins with pages that may connect, beside the server's own: `['http://localhost:5173']`. */
  readonly allowedOrigins?: readonly string[] | undefined;
  /**
   * The app's own HTTP or HTTPS server, in place of a new one. Only requests for `/culvert` are taken from it.
   * The app sets its `port` and `host`, and `close` leaves it running.
   */
  readonly server?: Server | undefined;
}

/** A client that {@link serve} refused, and the reason. */
export interface RefusedRequest {
  /** The status of the answer, 401, 403, 409 and 410 among others. */
  readonly status: number;
  readonly reason: string;
  /** The origin of the page, as its browser stated it; `undefined` for a program. */
  readonly origin: string | undefined;
}

/** The running server of {@link serve}. */
export interface CulvertServer {
  /** `ws://127.0.0.1:PORT/culvert`, without the token. */
  readonly url: string;
  readonly port: number;
  readonly token: string;
  /**
   * Every refused request: wrong token, origin or Host, or the key of a session that has ended or belongs to
   * another client. Nothing of it reaches main, so it is not on `inspect$`. Completes with `close`.
   */
  readonly refused$: Observable<RefusedRequest>;
  /** Ends all connections, and the server unless it is the app's own. An app may call it twice. */
  close(): Promise<void>;
}

/**
 * Lets renderers connect to main over WebSocket, with a synchronous endpoint beside it for `sendSync`. Pages
 * and Node processes need the token, and pages must be from an allowed origin.
 *
 * Resolves when the server listens. An app may pass a `server` that is not listening yet.
 *
 * @throws CulvertError `ERR_CULVERT_TRANSPORT` if it cannot listen; its `cause` has Node's code (`EADDRINUSE`)
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

/** Pings all clients at each interval, and keeps no process alive. */
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
  /** Called when the client of this request has shown the token. */
  readonly admit: (request: IncomingMessage) => void;
  readonly maxPayloadBytes: number;
  readonly stallMs: number;
}

function handlers({ access, sessions, report, admit, maxPayloadBytes, stallMs }: Door): OwnHandlers {
  // Frames are small or already dense. Compression would add latency, and memory for each connection.
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: maxPayloadBytes,
    // On a slow line, a large message comes in chunks of one packet each.
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
    // Main refused, because it has closed for instance. Any other error is a bug, and must not be hidden.
    if (!(error instanceof CulvertError)) throw error;
    webSocket.on('error', () => {});
    webSocket.close(1011, error.code);
  }
}

/** Time limit for a client to confirm that its connection is closed. */
const CLOSE_TIMEOUT_MS = 10_000;

/** The line of JSON before the frames of a sync request. */
const SYNC_HEAD_BYTES = 128 * 1024;
