import type { Transport } from '@culvert/core';

/** Main's end of one connection that a renderer has opened. */
export type Connection = Pick<Transport, 'frames$' | 'queuedBytes' | 'send' | 'flush' | 'close'> &
  Required<Pick<Transport, 'replySync'>>;

export interface ConnectionTarget<C extends Connection = Connection> {
  connected(connection: C): void;
  /** The process or worker is gone, or has failed: nobody will connect any more. */
  gone(failure?: Error): void;
}

/**
 * Brings together the connections that one worker or child process opens, one after the other as it reloads, and
 * the transports that main makes for it: each transport gets the next connection, whichever of the two came first.
 */
export class PendingConnections<C extends Connection = Connection> {
  private readonly waiters: ConnectionTarget<C>[] = [];
  private unclaimed: C | undefined;
  private closeNext = false;
  private isGone = false;
  private failure: Error | undefined;

  /** Of connections that nobody has taken only the newest is of use: a reload has made the older ones void. */
  arrived(connection: C): void {
    const waiter = this.waiters.shift();
    const closeNow = this.closeNext && waiter === undefined;
    this.closeNext = false;
    if (waiter !== undefined) {
      waiter.connected(connection);
    } else if (closeNow) {
      connection.close();
    } else {
      this.unclaimed?.close();
      this.unclaimed = connection;
    }
  }

  wait(waiter: ConnectionTarget<C>): void {
    const connection = this.unclaimed;
    this.unclaimed = undefined;
    if (connection !== undefined) waiter.connected(connection);
    else if (this.isGone) waiter.gone(this.failure);
    else this.waiters.push(waiter);
  }

  /**
   * Main has closed a transport that had no connection yet: the one that would have been its, unless a later
   * transport takes it, is closed as it arrives, for a renderer must not wait for somebody who has left.
   */
  giveUp(waiter: ConnectionTarget<C>): void {
    const at = this.waiters.indexOf(waiter);
    if (at < 0) return;
    this.waiters.splice(at, 1);
    this.closeNext = !this.isLasting;
  }

  /** That transport is over, however it has ended. For those who listen only while there is one. */
  ended(_waiter: ConnectionTarget<C>): void {
    // Nobody here has to know.
  }

  /** Whether somebody will take later connections for certain, so that one that comes too early may wait. */
  protected get isLasting(): boolean {
    return false;
  }

  /** No connection comes after this. With an error, every transport that waits for one fails with it. */
  gone(failure?: Error): void {
    if (this.isGone) return;
    this.isGone = true;
    this.failure = failure;
    for (const waiter of this.waiters.splice(0)) waiter.gone(failure);
  }
}
