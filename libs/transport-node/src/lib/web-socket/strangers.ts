import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Connections of clients that have not shown the token yet. An honest client is among them for some
 * milliseconds.
 */
export const MAX_STRANGERS = 64;

/**
 * The connections that have not shown the token. A client without the token can open many of them, so their
 * number and their time are limited. Main needs descriptors for other purposes. A new connection replaces the
 * oldest, so that honest clients get through a flood.
 */
export class Strangers {
  private readonly since = new Map<Socket, NodeJS.Timeout | undefined>();
  private readonly timeoutMs: number;
  private readonly mayWait: () => boolean;

  /**
   * @param timeoutMs time limit for the whole request of a connection, in ms; 0: no limit
   * @param mayWait true if a connection that has not sent a byte may take longer
   */
  constructor(server: Server, timeoutMs: number, mayWait: () => boolean) {
    this.timeoutMs = timeoutMs;
    this.mayWait = mayWait;
    server.on('connection', (socket: Socket) => this.add(socket));
  }

  /** The client of this connection has shown the token. */
  admit(socket: Socket): void {
    clearTimeout(this.since.get(socket));
    this.since.delete(socket);
  }

  private add(socket: Socket): void {
    this.since.set(socket, this.limit(socket));
    socket.on('close', () => this.admit(socket));
    if (this.since.size <= MAX_STRANGERS) return;
    for (const oldest of this.since.keys()) {
      this.admit(oldest);
      oldest.destroy();
      break;
    }
  }

  private limit(socket: Socket): NodeJS.Timeout | undefined {
    if (this.timeoutMs === 0) return undefined;
    return setTimeout(() => {
      if (socket.bytesRead === 0 && this.mayWait()) this.since.set(socket, this.limit(socket));
      else socket.destroy();
    }, this.timeoutMs).unref();
  }
}
