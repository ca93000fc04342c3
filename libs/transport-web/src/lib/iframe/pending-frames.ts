import { PendingConnections, type ConnectionTarget } from '@culvert/transport-kit';
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
  /** Its document says that its own `load` event has not happened yet. */
  isLoading: boolean;
}

/**
 * The connections that the documents of one origin open in one iframe. A frame has one document at
 * a time, so a new connection ends the previous one. A port that a former document has given away
 * is therefore of no use.
 */
export class PendingFrames extends PendingConnections<PortLink> implements RoutedGuest, ConnectionSource {
  readonly iframe: HTMLIFrameElement;
  readonly origin: string;
  private readonly ignored = new Subject<number>();
  readonly ignored$ = this.ignored.asObservable();
  private readonly openings = new Subject<void>();
  /** A document has connected. */
  readonly opened$ = this.openings.asObservable();
  private readonly router: GuestRouter;
  /**
   * The transports and elements that read the messages of this frame. While there are none, no
   * listener is attached.
   */
  private readonly users = new Set<object>();
  private keeper: object | undefined;
  private opened: Opened | undefined;

  constructor(iframe: HTMLIFrameElement, origin: string) {
    super();
    this.iframe = iframe;
    this.origin = origin;
    this.router = routerOf(iframe.ownerDocument.defaultView ?? window);
    iframe.addEventListener('load', this.onLoad);
  }

  /**
   * True if the frame has a document that has not connected yet, or is about to have one. False if
   * the last document has ended its connection and stays, or if main has ended it.
   */
  get isExpecting(): boolean {
    return this.opened?.link.isEnded !== true || this.opened.link.endedBy === 'gone';
  }

  /**
   * Listens from now on, before a transport waits. A connection that comes early is kept for the
   * next transport.
   */
  keep(): void {
    this.keeper = {};
    this.use(this.keeper);
  }

  /** Ends every connection. */
  close(): void {
    this.iframe.removeEventListener('load', this.onLoad);
    this.opened?.link.close();
    if (this.keeper !== undefined) this.unuse(this.keeper);
    this.closed();
  }

  override wait(target: ConnectionTarget<PortLink>): void {
    this.use(target);
    super.wait(target);
  }

  override ended(target: ConnectionTarget<PortLink>): void {
    this.unuse(target);
  }

  override get isLasting(): boolean {
    return this.keeper !== undefined;
  }

  ask(): void {
    // A listener that was there from the start has missed nothing. An opaque origin cannot be named
    // as a target.
    if (this.isLasting || this.origin === 'null') return;
    const { contentWindow, contentDocument } = this.iframe;
    // A document that this page can read has the page's own origin. Chromium warns when the target
    // origin does not match.
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
      // The document was asked, and connects a second time, but its first connection had come after
      // all.
      port.close();
      return;
    }
    const link = new PortLink({ port, sharesLocks: false });
    this.opened = { link, nonce, isLoading: loading === true };
    opened?.link.close();
    this.add(link);
    this.openings.next();
  }

  /**
   * The frame has a new document. A connection of the former document is not the new one's, even if
   * its port still works.
   */
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
    this.router.add(this);
  }

  private unuse(user: object): void {
    this.users.delete(user);
    if (this.users.size === 0) this.router.delete(this);
  }
}
