import { PendingConnections } from '@culvert/core/transport-kit';
import { Subject, type Observable } from 'rxjs';
import { LivenessLock } from './liveness-lock.js';
import { claimsToConnect, isConnectMessage, type ConnectMessage } from './port-messages.js';
import { PortLink } from './port-link.js';

/**
 * What to make of a message that claims to open a connection: it is from the peer; or from somebody else, who has no
 * business here, and is counted; or it is meant for another transport.
 */
export type Verdict = 'accept' | 'foreign' | 'ignore';

/** Where the messages of the embedded end come in. */
export interface PortMessageSource {
  readonly target: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;
  readonly judge: (event: MessageEvent<unknown>) => Verdict;
  /** As in `PortLinkOptions`. Default: false. */
  readonly sharesLocks?: boolean;
  /** Posts `{ type: 'culvert:ask' }` to the embedded end, where it may have connected before anybody listened. */
  readonly ask: () => void;
}

/** How many connections a worker can have opened since it was asked, and still be known by their nonces. */
const MAX_NONCES = 256;

/** The accepting half: the connections that one worker or iframe opens, one after the other as it reloads. */
export class PendingPorts extends PendingConnections<PortLink> {
  readonly ignored$: Observable<number>;
  private readonly ignored = new Subject<number>();
  private readonly doorstep: PortMessageSource;
  /** Of the newest connections: a worker that was asked connects again with the nonce of before. */
  private readonly nonces = new Set<string>();

  constructor(doorstep: PortMessageSource) {
    super();
    this.doorstep = doorstep;
    this.ignored$ = this.ignored.asObservable();
    doorstep.target.addEventListener('message', this.onMessage, { capture: true });
  }

  ask(): void {
    this.doorstep.ask();
  }

  /** Takes no more connections. Those that are open live on. */
  stop(): void {
    this.doorstep.target.removeEventListener('message', this.onMessage, { capture: true });
    this.gone();
  }

  private readonly onMessage = (event: Event): void => {
    const message = event as MessageEvent<unknown>;
    if (!claimsToConnect(message.data)) return;
    const verdict = this.doorstep.judge(message);
    if (verdict === 'ignore') return;
    // Listeners of the user's own that come behind this one need not see what is not theirs.
    if (verdict === 'accept') event.stopImmediatePropagation();
    if (verdict === 'accept' && isConnectMessage(message.data)) this.connectRequested(message.data);
    else this.ignored.next(1);
  };

  private connectRequested({ nonce, port, memory }: ConnectMessage): void {
    if (this.nonces.has(nonce)) {
      // It has connected again because it was asked, and the first time had arrived after all.
      port.close();
      return;
    }
    this.nonces.add(nonce);
    for (const oldest of this.nonces) {
      if (this.nonces.size <= MAX_NONCES) break;
      this.nonces.delete(oldest);
    }
    const { sharesLocks = false } = this.doorstep;
    const lifeline = sharesLocks ? new LivenessLock() : undefined;
    const arrive = (): void =>
      this.arrived(new PortLink({ port, peerMemory: memory, sharesLocks, lifeline }));
    if (lifeline === undefined) arrive();
    else lifeline.whenHeld(arrive);
  }
}
