import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Connections of clients that have not shown the token yet: an honest one is among them for some milliseconds. */
export const MAX_STRANGERS = 64;

/**
 * The connections of a server that nobody knows yet. A client without the token can open as many as it likes, so there
 * are only so many at a time, and each for so long: main needs descriptors for other things. A new connection takes the
 * place of the oldest, so that honest clients come through a flood.
 */
export class Strangers {
  private readonly since = new Map<Socket, NodeJS.Timeout | undefined>();
  private readonly timeoutMs: number;
  private readonly mayWait: () => boolean;

  /**
   * @param timeoutMs how long a connection may take to its whole request, in ms; 0: no limit
   * @param mayWait whether one that has not sent a byte may take longer
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
