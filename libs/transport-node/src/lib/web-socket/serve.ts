import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { Server as TlsServer } from 'node:tls';
import type { Main } from '@culvert/core';
import { DEFAULT_PATH, MAX_PAYLOAD_BYTES, SYNC_SUFFIX } from '@culvert/core/transport-kit';
import { CulvertError, invalidArgument } from '@culvert/protocol';
import { Subject, type Observable } from 'rxjs';
import { WebSocketServer, type WebSocket } from 'ws';
import { createAccess, hostOf, normalOrigins, type Access, type ReportRefusal } from './access.js';
import { addressOf, listen } from './listen.js';
import { pathOf, queryOf, refuseUpgrade, takeRequests, type OwnHandlers } from './own-requests.js';
import type { ServerSession } from './server-session.js';
import { SessionRegistry } from './session-registry.js';
import { serveSync } from './sync-endpoint.js';

/** Options of {@link serve}. */
export interface ServeOptions {
  /** TCP port; 0, the default, takes a free one. */
  readonly port?: number;
  /** Address to bind; `127.0.0.1` by default, so that only this machine can connect. */
  readonly host?: string;
  /** The secret that clients present; 192 random bits by default. */
  readonly token?: string;
  /** Web origins whose pages may connect, beside the server's own: `['http://localhost:5173']`. */
  readonly allowedOrigins?: readonly string[];
  /**
   * The app's own HTTP or HTTPS server, in place of a new one: only requests for `/culvert` are taken from it.
   * `port` and `host` are its business, and `close` leaves it running.
   */
  readonly server?: Server;
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
export async function serve(main: Pick<Main, 'connect'>, options: ServeOptions = {}): Promise<CulvertServer> {
  const { host = '127.0.0.1', token = randomBytes(24).toString('base64url') } = options;
  const allowedOrigins = normalOrigins(options.allowedOrigins ?? []);
  if (token === '') throw invalidArgument('serve: the token must not be empty.');
  const server = options.server ?? (await listen(options.port ?? 0, host));
  const { address, port } = await addressOf(server);
  const isSecure = server instanceof TlsServer;
  const scheme = isSecure ? 'https' : 'http';
  const access = createAccess({ token, allowedOrigins, scheme, address, port });
  const sessions = new SessionRegistry(main);
  const refused = new Subject<RefusedRequest>();
  const report: ReportRefusal = ({ headers }, { status, reason }) =>
    refused.next({ status, reason, origin: headers.origin });
  const giveBack = takeRequests(
    server,
    [DEFAULT_PATH, DEFAULT_PATH + SYNC_SUFFIX],
    handlers(access, sessions, report),
  );

  async function close(): Promise<void> {
    giveBack();
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

function handlers(access: Access, sessions: SessionRegistry, report: ReportRefusal): OwnHandlers {
  // Frames are small or already dense, and compression costs latency, and memory for each connection.
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: MAX_PAYLOAD_BYTES,
    perMessageDeflate: false,
  });
  return {
    request(request, response) {
      if (pathOf(request) !== DEFAULT_PATH) return serveSync(request, response, access, sessions, report);
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
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        // Notices a machine that has vanished without a word; the process may block as long as it wants.
        request.socket.setKeepAlive(true, KEEP_ALIVE_MS);
        attach(webSocket, () => sessions.obtain(key!, origin));
      });
    },
  };
}

function attach(webSocket: WebSocket, obtain: () => ServerSession): void {
  try {
    obtain().attach(webSocket);
  } catch (error) {
    // Main has closed, say. Anything else is a bug, and not to be hidden.
    if (!(error instanceof CulvertError)) throw error;
    webSocket.on('error', () => {});
    webSocket.close(1011, error.code);
  }
}

const KEEP_ALIVE_MS = 30_000;
