import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Refusal } from './access.js';

export interface OwnHandlers {
  request(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/**
 * Takes the requests of certain paths out of an HTTP server that has other listeners, which would answer them as
 * well: an app answers 404 to what it does not know, another WebSocket server refuses other paths. Since listeners
 * can be added at any time, the requests are taken where the server emits them.
 *
 * @returns a function that gives them back
 */
export function interceptRequests(
  server: Server,
  paths: readonly string[],
  handlers: OwnHandlers,
): () => void {
  let taking = true;
  const emit = server.emit.bind(server) as (event: string | symbol, ...args: unknown[]) => boolean;
  const emitOthers = (event: string | symbol, ...args: unknown[]): boolean => {
    const isOurs = () => taking && paths.includes(pathOf(args[0] as IncomingMessage));
    if (event === 'request' && isOurs()) {
      handlers.request(args[0] as IncomingMessage, args[1] as ServerResponse);
      return true;
    }
    if (event === 'upgrade' && isOurs()) {
      handlers.upgrade(args[0] as IncomingMessage, args[1] as Duplex, args[2] as Buffer);
      return true;
    }
    return emit(event, ...args);
  };
  // Node emits 'upgrade' only where somebody listens; what is for nobody must not stay open.
  const refuseOthers = (_: IncomingMessage, socket: Duplex) => {
    if (server.listenerCount('upgrade') === 1) refuseUpgrade(socket, { status: 404, reason: 'not found' });
  };
  server.on('upgrade', refuseOthers);
  server.emit = emitOthers as Server['emit'];
  return () => {
    taking = false;
    server.off('upgrade', refuseOthers);
    // Where somebody has wrapped `emit` after this, it stays in the chain and just passes everything on.
    if (server.emit === emitOthers) server.emit = emit as Server['emit'];
  };
}

/** Answers an upgrade with an HTTP status, and ends its connection. */
export function refuseUpgrade(socket: Duplex, { status, reason }: Refusal): void {
  socket.on('error', () => {});
  socket.once('finish', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(reason)}\r\n\r\n${reason}`,
  );
}

export function pathOf({ url }: IncomingMessage): string {
  return (url ?? '').split('?', 1)[0]!;
}

export function queryOf({ url }: IncomingMessage): URLSearchParams {
  const [, query] = (url ?? '').split('?', 2);
  return new URLSearchParams(query);
}
