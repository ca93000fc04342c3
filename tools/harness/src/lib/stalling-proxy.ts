import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * A TCP proxy that can stop forwarding while its connections stay open. A peer then looks like a
 * machine that is gone without a message.
 *
 * @example
 * const proxy = await StallingProxy.start(server.port);
 * proxy.stall({ swallows: true });
 */
export class StallingProxy {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private stalled = false;
  /**
   * True to go on reading without forwarding, so that the sender's kernel buffer never fills up.
   */
  private swallows = false;

  private constructor(target: number) {
    this.server = createServer((client) => this.join(client, connect(target, '127.0.0.1')));
  }

  static async start(target: number): Promise<StallingProxy> {
    const proxy = new StallingProxy(target);
    await once(proxy.server.listen(0, '127.0.0.1'), 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Forwards nothing from now on. */
  stall({ swallows }: { readonly swallows: boolean }): void {
    this.stalled = true;
    this.swallows = swallows;
    if (!swallows) for (const socket of this.sockets) socket.pause();
  }

  close(): void {
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private join(a: Socket, b: Socket): void {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      this.sockets.add(from);
      from.on('error', () => {});
      from.on('data', (data) => {
        if (!this.stalled) to.write(data);
        else if (!this.swallows) from.pause();
      });
      // A stalled proxy does not forward the end of one side either.
      from.on('close', () => {
        if (!this.stalled) to.destroy();
      });
    }
  }
}
