import { constants } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { Server as TlsServer } from 'node:tls';
import type { Main } from '@culvert/core';
import { DEFAULT_PATH, KEEP_ALIVE_NAME, SYNC_SUFFIX, isLate } from '@culvert/transport-kit';
import { CulvertError, checkObject, invalidArgument } from '@culvert/protocol';
import { Subject, type Observable } from 'rxjs';
import { WebSocketServer, type ServerOptions, type WebSocket } from 'ws';
import {
  createAccess,
  hostOf,
  normalOrigins,
  type Access,
  type Refusal,
  type ReportRefusal,
} from './access.js';
import { addressOf, listen } from './listen.js';
import { RefusalLog, type WriteLine } from './refusal-log.js';
import { settle, type ServeLimits } from './serve-limits.js';
import { pathOf, queryOf, refuseUpgrade, interceptRequests, type OwnHandlers } from './own-requests.js';
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
  /**
   * Gets a line for each refused client: its reason, and what to change. There are at most 10 lines a minute, and
   * none has the token. `false` writes none. Default: `console.warn`.
   */
  readonly log?: WriteLine | false | undefined;
}

/** A client that {@link serve} refused, and the reason. */
export interface RefusedRequest {
  /** The HTTP status of the answer, 401 and 403 among others, or the close code of a WebSocket. */
  readonly status: number;
  readonly reason: string;
  /** It tells the app what to change, if anything. */
  readonly advice?: string | undefined;
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
   * Every refused client. The reason is a wrong token, origin or Host, or the key of another client or of an ended
   * session. It can also be a limit, or a refusal by main, for another codec say. `inspect$` of main shows only the
   * last of these. Completes with `close`.
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
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` without a main, or for an option of another type. Also for an empty
 * token, the origin `'*'` and a server on a pipe.
 *
 * @example
 * const { url, token, close } = await serve(main, { allowedOrigins: ['http://localhost:5173'] });
 * const renderer = createRenderer(webSocketTransport(url, { token }));
 */
export async function serve(
  main: Pick<Main, 'connect'> & Partial<Pick<Main, 'limits'>>,
  options: ServeOptions = {},
): Promise<CulvertServer> {
  checkArguments(main, options);
  const { host = '127.0.0.1', token = randomBytes(24).toString('base64url') } = options;
  const allowedOrigins = normalOrigins(options.allowedOrigins ?? []);
  const limits = settle(options, main.limits);
  const server = options.server ?? (await listen(options.port ?? 0, host));
  const { address, port } = await addressOf(server);
  const isSecure = server instanceof TlsServer;
  const scheme = isSecure ? 'https' : 'http';
  const access = createAccess({ token, allowedOrigins, scheme, address, port });
  const refused = new Subject<RefusedRequest>();
  const report: ReportRefusal = (origin, refusal) => refused.next({ ...refusal, origin });
  const { log = (line) => console.warn(line) } = options;
  if (log !== false) {
    const lines = new RefusalLog(log);
    refused.subscribe((refusal) => lines.add(refusal));
  }
  const sessions = new SessionRegistry(main, { ...limits.session, report }, limits.maxConnections);
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

function checkArguments(main: Pick<Main, 'connect'>, options: ServeOptions): void {
  if (typeof (main as Partial<Main> | null | undefined)?.connect !== 'function')
    throw invalidArgument('serve needs the main that createMain() returned: serve(main, options).');
  checkObject('serve: options', options);
  const { host, token, server, log } = options;
  if (host !== undefined && typeof host !== 'string') throw invalidArgument('serve: host must be a string.');
  if (token !== undefined && (typeof token !== 'string' || token === ''))
    throw invalidArgument('serve: the token must be a string, and not empty.');
  if (server !== undefined && typeof (server as Partial<Server> | null)?.address !== 'function')
    throw invalidArgument('serve: server must be an HTTP or HTTPS server of Node.');
  if (log !== undefined && log !== false && typeof log !== 'function')
    throw invalidArgument('serve: log must be a function of a line, or false.');
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
        report(origin, refusal);
        return refuseUpgrade(socket, refusal);
      }
      admit(request);
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        try {
          sessions.obtain(key!, origin).attach(webSocket, query.has(KEEP_ALIVE_NAME));
        } catch (error) {
          refuseSocket(webSocket, error, (given) => report(origin, given));
        }
      });
    },
  };
}

/** Main refused, because it has closed for instance. Any other error is a bug, and must not be hidden. */
function refuseSocket(webSocket: WebSocket, error: unknown, report: (refusal: Refusal) => void): void {
  if (!(error instanceof CulvertError)) throw error;
  report({ status: 1011, reason: `${error.code}: ${error.message}` });
  webSocket.on('error', () => {});
  webSocket.close(1011, error.code);
}

/** Time limit for a client to confirm that its connection is closed. */
const CLOSE_TIMEOUT_MS = 10_000;

/** The line of JSON before the frames of a sync request. */
const SYNC_HEAD_BYTES = 128 * 1024;
