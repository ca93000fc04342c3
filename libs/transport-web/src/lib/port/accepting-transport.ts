import type { Transport } from '@culvert/core';
import { DeferredTransport, disconnected, type PendingConnections } from '@culvert/transport-kit';
import type { Frame } from '@culvert/protocol';
import type { Observable } from 'rxjs';
import { syncUnsupported } from '../sync/sync-unsupported.js';
import type { SyncWait } from '../sync/sync-wait.js';
import type { PortLink } from './port-link.js';

/** The source of connections over ports. */
export interface ConnectionSource extends PendingConnections<PortLink> {
  readonly ignored$: Observable<number>;
  /** Asks the peer to connect again: it may have connected before this end listened. */
  ask(): void;
}

export interface AcceptingOptions {
  /** Default: true. If false, the peer is told that ports cannot be transferred. */
  readonly transfersPorts?: boolean;
  readonly wait: SyncWait;
}

/** The accepting end's transport. It takes the next connection. */
export class AcceptingTransport extends DeferredTransport<PortLink> implements Transport {
  readonly ignored$: ConnectionSource['ignored$'];
  private readonly wait: SyncWait;

  constructor(pending: ConnectionSource, { transfersPorts = true, wait }: AcceptingOptions) {
    super(
      { encoding: 'structured-clone', transfersBuffers: true, ...(transfersPorts && { transfersPorts }) },
      pending,
      (link) => {
        const accept = (): void => link.accept(transfersPorts, wait.memory);
        if (wait.whenReady === undefined) accept();
        else wait.whenReady(accept);
        link.whenEnded(() => wait.close?.());
      },
    );
    this.ignored$ = pending.ignored$;
    this.wait = wait;
    if (this.connection === undefined) pending.ask();
  }

  override close(): void {
    super.close();
    this.wait.close?.();
  }

  /** @throws CulvertError as `Transport.sendSync` does */
  sendSync(frame: Frame, timeoutMs: number): Frame {
    const { connection } = this;
    if (this.isEnded) throw disconnected();
    if (connection === undefined) {
      throw syncUnsupported(
        'the other end has not connected yet, and cannot while this side blocks: await renderer.ready.',
      );
    }
    return this.wait.request(frame, (message) => connection.post(message), timeoutMs);
  }
}
