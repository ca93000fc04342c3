import { PendingConnections } from '@culvert/transport-kit';
import { Subject, type Observable } from 'rxjs';
import { LivenessLock } from './liveness-lock.js';
import { claimsToConnect, isConnectMessage, type ConnectMessage } from './port-messages.js';
import { PortLink } from './port-link.js';

/**
 * The verdict on a message that claims to open a connection. `accept`: it is from the peer.
 * `foreign`: it is from another sender, and is counted. `ignore`: it is meant for another
 * transport.
 */
export type Verdict = 'accept' | 'foreign' | 'ignore';

/** The source of the embedded end's messages. */
export interface PortMessageSource {
  readonly target: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;
  readonly judge: (event: MessageEvent<unknown>) => Verdict;
  /** As in `PortLinkOptions`. Default: false. */
  readonly sharesLocks?: boolean;
  /**
   * Posts `{ type: 'culvert:ask' }` to the embedded end, which may have connected before this end
   * listened.
   */
  readonly ask: () => void;
}

/**
 * How many connections a worker can open after it was asked, and still be recognised by their
 * nonces.
 */
const MAX_NONCES = 256;

/** The accepting half: the connections that one worker or iframe opens, one for each reload. */
export class PendingPorts extends PendingConnections<PortLink> {
  readonly ignored$: Observable<number>;
  private readonly ignored = new Subject<number>();
  private readonly source: PortMessageSource;
  /**
   * Nonces of the newest connections. A worker that was asked connects again with its previous
   * nonce.
   */
  private readonly nonces = new Set<string>();

  constructor(source: PortMessageSource) {
    super();
    this.source = source;
    this.ignored$ = this.ignored.asObservable();
    source.target.addEventListener('message', this.onMessage, { capture: true });
  }

  ask(): void {
    this.source.ask();
  }

  /** Stops taking connections. Open connections stay open. */
  stop(): void {
    this.source.target.removeEventListener('message', this.onMessage, { capture: true });
    this.closed();
  }

  private readonly onMessage = (event: Event): void => {
    const message = event as MessageEvent<unknown>;
    if (!claimsToConnect(message.data)) return;
    const verdict = this.source.judge(message);
    if (verdict === 'ignore') return;
    // Culvert's messages are hidden from the user's own listeners behind this one.
    if (verdict === 'accept') event.stopImmediatePropagation();
    if (verdict === 'accept' && isConnectMessage(message.data)) this.connectRequested(message.data);
    else this.ignored.next(1);
  };

  private connectRequested({ nonce, port, memory }: ConnectMessage): void {
    if (this.nonces.has(nonce)) {
      // The worker was asked, and connects a second time, but its first connection had come after
      // all.
      port.close();
      return;
    }
    this.nonces.add(nonce);
    for (const oldest of this.nonces) {
      if (this.nonces.size <= MAX_NONCES) break;
      this.nonces.delete(oldest);
    }
    const { sharesLocks = false } = this.source;
    const livenessLock = sharesLocks ? new LivenessLock() : undefined;
    const arrive = (): void =>
      this.add(new PortLink({ port, peerMemory: memory, sharesLocks, livenessLock }));
    if (livenessLock === undefined) arrive();
    else livenessLock.whenHeld(arrive);
  }
}
