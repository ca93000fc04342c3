import type { Address } from '@culvert/protocol';
import type { VerifiedSender } from '../emitters/ipc-types.js';
import type { Connection } from './connection.js';

/** The current connection of each renderer, by its webContents id. */
export class Connections {
  private readonly byId = new Map<number, Connection>();

  get size(): number {
    return this.byId.size;
  }

  has(id: number): boolean {
    return this.byId.has(id);
  }

  find(id: number): Connection | undefined {
    return this.byId.get(id);
  }

  /** The connection of exactly this epoch, `undefined` after it has ended. */
  at(address: Address): Connection | undefined {
    const connection = this.byId.get(address.id);
    return connection?.address.epoch === address.epoch ? connection : undefined;
  }

  /** The facts that main has verified about a connected renderer. */
  senderOf(id: number): VerifiedSender | undefined {
    return this.byId.get(id)?.sender;
  }

  all(): Connection[] {
    return [...this.byId.values()];
  }

  /** Replaces an older epoch of the same renderer. */
  add(connection: Connection): void {
    this.byId.set(connection.address.id, connection);
  }

  /** @returns false if this epoch had ended before */
  remove({ address }: Connection): boolean {
    return this.at(address) !== undefined && this.byId.delete(address.id);
  }
}
