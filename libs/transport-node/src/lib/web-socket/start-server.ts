import { constants } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import { DEFAULT_PATH, KEEP_ALIVE_NAME, SYNC_SUFFIX, isLate } from '@culvert/transport-kit';
import { MAX_DELAY_MS } from '@culvert/core/internal';
import { CulvertError } from '@culvert/protocol';
import { Subject } from 'rxjs';
import { WebSocketServer, type ServerOptions, type WebSocket } from 'ws';
import { createAccess, hostOf, type Access, type Refusal, type ReportRefusal } from './access.js';
import { addressOf, listen } from './listen.js';
import { asReason } from './main-refusal.js';
import { RefusalLog } from './refusal-log.js';
import { pathOf, queryOf, refuseUpgrade, interceptRequests, type OwnHandlers } from './own-requests.js';
import type { CulvertServer, RefusedRequest } from './serve-options.js';
import type { ServeSettings } from './serve-settings.js';
import { SessionRegistry } from './session-registry.js';
import { MAX_STRANGERS, Strangers } from './strangers.js';
import { serveSync } from './sync-endpoint.js';
import { tokenHider } from './token-hider.js';
import { whenClosed } from './when-closed.js';

/**
 * Runs `serve`. This file loads with the first call of it.
 *
 * @param addressOfApps the address of the app's own server, once it listens
 */
export async function startServer(
  settings: ServeSettings,
  addressOfApps: Promise<AddressInfo> | undefined,
): Promise<CulvertServer> {
  const { main, limits, allowedOrigins, token = randomBytes(24).toString('base64url') } = settings;
  const hide = tokenHider(token);
  const server = settings.server ?? (await listenAt(settings.port, settings.host));
  const { address, port } = await (addressOfApps ?? addressOf(server));
  const isSecure = server instanceof TlsServer;
  const scheme = isSecure ? 'https' : 'http';
  const access = createAccess({ token, hide, allowedOrigins, scheme, address, port });
  const refused = new Subject<RefusedRequest>();
  const report: ReportRefusal = (origin, { status, reason, advice }) =>
    refused.next({ status, reason, advice, origin: origin === undefined ? undefined : hide(origin) });
  const { log = (line) => console.warn(line) } = settings;
  if (log !== false) {
    const lines = new RefusalLog(log);
    refused.subscribe((refusal) => lines.add(refusal));
  }
  const helloTimeoutMs = timerMs(limits.helloTimeoutMs);
  const keepAlive = { keepAliveMs: timerMs(limits.keepAliveMs), messageBytes: limits.messageBytes };
  const { outboxBytes } = limits;
  const sessions = new SessionRegistry(
    main,
    { keepAlive, helloTimeoutMs, outboxBytes, report, hide },
    limits.maxConnections,
  );
  const strangers =
    settings.server === undefined && new Strangers(server, helloTimeoutMs, () => sessions.awaitsSocket);
  // A client has its WebSocket and two connections for sync requests.
  if (strangers) server.maxConnections = 3 * limits.maxConnections + MAX_STRANGERS;
  const admit = ({ socket }: IncomingMessage) => strangers && strangers.admit(socket);
  const { maxPayloadBytes } = limits;
  const sockets = webSocketServer(maxPayloadBytes);
  const restore = interceptRequests(
    server,
    [DEFAULT_PATH, DEFAULT_PATH + SYNC_SUFFIX],
    handlers({ access, sessions, sockets, report, admit, maxPayloadBytes, stallMs: helloTimeoutMs }),
  );
  const stopKeepAlive = startKeepAlive(sessions, keepAlive.keepAliveMs);

  async function close(): Promise<void> {
    restore();
    stopKeepAlive();
    await sessions.close();
    // Main has refused these clients, and they have not answered yet.
    await Promise.all([...sockets.clients].map(whenClosed));
    refused.complete();
    if (settings.server !== undefined || !server.listening) return;
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

/** A server that answers 404 to every request that is not for main. */
async function listenAt(port: number, host: string): Promise<Server> {
  const server = createServer((_, response) => response.writeHead(404).end());
  await listen(server, port, host);
  return server;
}

/** Infinity is equal to 0: no limit. */
function timerMs(ms: number): number {
  return ms > MAX_DELAY_MS ? 0 : ms;
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
  readonly sockets: WebSocketServer;
  readonly report: ReportRefusal;
  /** Called when the client of this request has shown the token. */
  readonly admit: (request: IncomingMessage) => void;
  readonly maxPayloadBytes: number;
  readonly stallMs: number;
}

function webSocketServer(maxPayload: number): WebSocketServer {
  // Frames are small or already dense. Compression would add latency, and memory for each connection.
  return new WebSocketServer({
    noServer: true,
    maxPayload,
    // On a slow line, a large message comes in chunks of one packet each.
    maxBufferedChunks: Math.max(2 ** 18, Math.ceil(maxPayload / 512)),
    maxFragments: Math.max(2 ** 14, Math.ceil(maxPayload / 4096)),
    perMessageDeflate: false,
    closeTimeout: CLOSE_TIMEOUT_MS,
  } as ServerOptions);
}

function handlers({ access, sessions, sockets, report, admit, maxPayloadBytes, stallMs }: Door): OwnHandlers {
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
  report({ status: 1011, reason: asReason(`${error.code}: ${error.message}`) });
  webSocket.on('error', () => {});
  webSocket.close(1011, error.code);
}

/** Time limit for a client to confirm that its connection is closed. */
const CLOSE_TIMEOUT_MS = 10_000;

/** The line of JSON before the frames of a sync request. */
const SYNC_HEAD_BYTES = 128 * 1024;
