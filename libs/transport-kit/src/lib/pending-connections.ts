import type { Transport } from '@culvert/core';

/** Main's end of one connection that a renderer has opened. */
export type Connection = Pick<Transport, 'frames$' | 'queuedBytes' | 'send' | 'flush' | 'close'> &
  Required<Pick<Transport, 'replySync'>>;

/** A transport of main that waits for its connection. */
export interface ConnectionTarget<C extends Connection = Connection> {
  /** Called once, with the connection. */
  connected(connection: C): void;
  /** Called when the process or worker is gone or has failed, so that no connection will come. */
  closed(failure?: Error): void;
}

/**
 * Pairs the connections of one worker or child process with the transports of main. The process opens one connection
 * after the other as it reloads. Each transport gets the next connection, in either order of arrival.
 */
export class PendingConnections<C extends Connection = Connection> {
  private readonly targets: ConnectionTarget<C>[] = [];
  private unclaimed: C | undefined;
  private closeNext = false;
  private isClosed = false;
  private failure: Error | undefined;

  /** Of the connections without a transport, only the newest is kept. A reload has made the older ones useless. */
  add(connection: C): void {
    const target = this.targets.shift();
    const closeNow = this.closeNext && target === undefined;
    this.closeNext = false;
    if (target !== undefined) {
      target.connected(connection);
    } else if (closeNow) {
      connection.close();
    } else {
      this.unclaimed?.close();
      this.unclaimed = connection;
    }
  }

  /** Gives the target the connection that came before it, or the next one. */
  wait(target: ConnectionTarget<C>): void {
    const connection = this.unclaimed;
    this.unclaimed = undefined;
    if (connection !== undefined) target.connected(connection);
    else if (this.isClosed) target.closed(this.failure);
    else this.targets.push(target);
  }

  /**
   * Called when main closes a transport that has no connection yet. The next connection is then closed on arrival, unless
   * another transport waits for it. Otherwise its renderer would wait for a closed peer.
   */
  cancel(target: ConnectionTarget<C>): void {
    const at = this.targets.indexOf(target);
    if (at < 0) return;
    this.targets.splice(at, 1);
    this.closeNext = !this.isLasting;
  }

  /** Called when a transport has ended, in any way. For subclasses that listen only while there is a transport. */
  ended(_waiter: ConnectionTarget<C>): void {
    // Nothing to do here.
  }

  /** `true` if a transport will certainly take later connections, so that an early one may wait. */
  get isLasting(): boolean {
    return false;
  }

  /** No connection comes after this. With an error, every waiting transport fails with it. */
  closed(failure?: Error): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.failure = failure;
    for (const target of this.targets.splice(0)) target.closed(failure);
  }
}
