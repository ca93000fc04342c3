import { STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { invalidArgument } from '@culvert/protocol';
import type { Refusal } from './access.js';

export interface OwnHandlers {
  request(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** The servers of which `serve` takes requests now. */
const taken = new WeakSet<Server>();

/**
 * Takes the requests of certain paths out of an HTTP server. Its other listeners would answer them as well. An
 * app answers 404 to unknown paths, and another WebSocket server refuses other paths. Listeners can be added at
 * any time, so the requests are taken when the server emits them.
 *
 * @returns a function that restores the server
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` if the server is taken: the second main would get every client, and
 * the first one none
 */
export function interceptRequests(
  server: Server,
  paths: readonly string[],
  handlers: OwnHandlers,
): () => void {
  if (taken.has(server))
    throw invalidArgument('serve: this server already serves a main. Close that first, or pass another one.');
  taken.add(server);
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
  // Node emits 'upgrade' only if it has a listener. An upgrade that no other listener takes must not stay open.
  const refuseOthers = (_: IncomingMessage, socket: Duplex) => {
    if (server.listenerCount('upgrade') === 1) refuseUpgrade(socket, { status: 404, reason: 'not found' });
  };
  server.on('upgrade', refuseOthers);
  server.emit = emitOthers as Server['emit'];
  return () => {
    if (!taking) return;
    taking = false;
    taken.delete(server);
    server.off('upgrade', refuseOthers);
    // If other code has wrapped `emit` since, this function stays in the chain and just passes everything on.
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
