import { PendingConnections, type ConnectionTarget } from '@culvert/core/transport-kit';
import { Subject } from 'rxjs';
import type { ConnectionSource } from '../port/accepting-transport.js';
import { PortLink } from '../port/port-link.js';
import {
  claimsToConnect,
  isConnectMessage,
  type AskMessage,
  type ConnectMessage,
} from '../port/port-messages.js';
import { routerOf, type RoutedGuest, type GuestRouter } from './guest-router.js';

interface Opened {
  readonly link: PortLink;
  readonly nonce: string;
  /** Its document says that its own `load` event is still to come. */
  isLoading: boolean;
}

/**
 * The connections that the documents of one origin open in one iframe. A frame has one document at a time, so a new
 * connection ends the one before it: a port that a former document has given away is of no use to anybody.
 */
export class PendingFrames extends PendingConnections<PortLink> implements RoutedGuest, ConnectionSource {
  readonly iframe: HTMLIFrameElement;
  readonly origin: string;
  private readonly ignored = new Subject<number>();
  readonly ignored$ = this.ignored.asObservable();
  private readonly openings = new Subject<void>();
  /** A document has connected. */
  readonly opened$ = this.openings.asObservable();
  private readonly door: GuestRouter;
  /** Who needs the messages of this frame; while there is nobody, nobody listens to them. */
  private readonly users = new Set<object>();
  private keeper: object | undefined;
  private opened: Opened | undefined;

  constructor(iframe: HTMLIFrameElement, origin: string) {
    super();
    this.iframe = iframe;
    this.origin = origin;
    this.door = routerOf(iframe.ownerDocument.defaultView ?? window);
    iframe.addEventListener('load', this.onLoad);
  }

  /**
   * Whether the frame has a document that has not connected yet, or is about to have one: not so where the last one has
   * ended its connection and stays, or main has ended it.
   */
  get isExpecting(): boolean {
    return this.opened?.link.isEnded !== true || this.opened.link.leftBy === 'gone';
  }

  /** Listens from now on, before anything waits for a connection: one that comes is kept for whoever will. */
  keep(): void {
    this.keeper = {};
    this.use(this.keeper);
  }

  /** Ends every connection. */
  close(): void {
    this.iframe.removeEventListener('load', this.onLoad);
    this.opened?.link.close();
    if (this.keeper !== undefined) this.unuse(this.keeper);
    this.gone();
  }

  override wait(waiter: ConnectionTarget<PortLink>): void {
    this.use(waiter);
    super.wait(waiter);
  }

  override ended(waiter: ConnectionTarget<PortLink>): void {
    this.unuse(waiter);
  }

  protected override get isLasting(): boolean {
    return this.keeper !== undefined;
  }

  ask(): void {
    // Who has listened from the start has missed nothing, and an opaque origin cannot be named as a target.
    if (this.isLasting || this.origin === 'null') return;
    const { contentWindow, contentDocument } = this.iframe;
    // A document that we can look at is of our own origin. Chromium complains about a target that is another one's.
    const isOther = contentDocument !== null && contentDocument.defaultView?.origin !== this.origin;
    if (!isOther) contentWindow?.postMessage({ type: 'culvert:ask' } satisfies AskMessage, this.origin);
  }

  receive(message: unknown): boolean {
    if (!claimsToConnect(message)) return false;
    if (isConnectMessage(message)) this.connectRequested(message);
    else this.countIgnored();
    return true;
  }

  countIgnored(): void {
    this.ignored.next(1);
  }

  private connectRequested({ nonce, port, loading }: ConnectMessage): void {
    const { opened } = this;
    if (opened?.nonce === nonce) {
      // It has connected again because it was asked, and the first time had arrived after all.
      port.close();
      return;
    }
    const link = new PortLink({ port, sharesLocks: false });
    this.opened = { link, nonce, isLoading: loading === true };
    opened?.link.close();
    this.arrived(link);
    this.openings.next();
  }

  /** Another document is there, and whoever has connected as the former one is not it, whatever became of its port. */
  private readonly onLoad = (): void => {
    const { opened } = this;
    if (opened === undefined) return;
    if (opened.isLoading) {
      opened.isLoading = false;
      return;
    }
    this.opened = undefined;
    opened.link.close();
  };

  private use(user: object): void {
    this.users.add(user);
    this.door.add(this);
  }

  private unuse(user: object): void {
    this.users.delete(user);
    if (this.users.size === 0) this.door.delete(this);
  }
}
