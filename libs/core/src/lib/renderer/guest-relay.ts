import {
  CulvertError,
  MAX_NAME_LENGTH,
  bodyToFrame,
  frameToBody,
  invalidArgument,
  type Body,
  type GuestClosed,
  type GuestFrame,
  type GuestOpened,
} from '@culvert/protocol';
import { ReplaySubject, Subscription, type Observable } from 'rxjs';
import { attempt } from '../runtime/attempt.js';
import { GuardedSubject } from '../runtime/guarded-subject.js';
import type { Guest } from '../emitters/ipc-types.js';
import { checkTransport, claimTransport } from '../transport/check-transport.js';
import { closePorts } from '../transport/message-port.js';
import { reportUncaught } from '../runtime/report-uncaught.js';
import { ATTACH, isAttachable, type GuestWire } from './renderer-wire.js';
import type { Renderer } from './renderer.js';
import type { Transport } from '../transport/transport.js';

/** A guest with a connection to main that goes through the window that embeds it. */
export interface AttachedGuest {
  /**
   * Emits the guest when main has given it its webContents id, before any of its messages can arrive. Errors with
   * `ERR_CULVERT_DISCONNECTED` if the guest ends before that.
   */
  readonly guest$: Observable<Guest>;
  /** True if the window's connection carries ports. Only then may its guests' transports carry ports. */
  readonly transfersPorts: boolean;
  /**
   * Emits when the guest's current connection has ended: its document closed it, or main did. Completes with {@link
   * close}, and with the end of the window's own connection.
   */
  readonly ended$: Observable<void>;
  /**
   * Forwards the frames of this transport to main, and main's frames back, unread. Call it again for each document
   * that the guest loads: the guest keeps its webContents id, and gets a new epoch.
   *
   * @param origin of the document at the other end, which the caller has verified; main's policy sees it
   * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` if the transport does not clone. Also for an origin that is not
   * a string, or is longer than main's limit.
   */
  connect(transport: Transport, origin: string): void;
  /** Ends the guest for good. May be called twice. */
  close(): void;
}

/**
 * Lends this window's connection to a document that it embeds, as `<culvert-webview>` does. The guest becomes a
 * renderer of its own, of kind `'webview'`, with this window as its host. It ends with this connection.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` if the argument is not a renderer of Culvert
 * @example
 * const targetOrigin = 'https://widgets.example';
 * const attached = attachGuest(renderer);
 * attached.guest$.subscribe((guest) => guest.on('ipc-message', ({ channel, args }) => console.log(channel, args)));
 * attached.connect(iframeTransport(iframe, { targetOrigin }), targetOrigin);
 */
export function attachGuest(renderer: Renderer): AttachedGuest {
  if (!isAttachable(renderer)) throw invalidArgument('attachGuest needs a renderer of Culvert.');
  return renderer[ATTACH]('guests', (wire) => new GuestRelay(wire)).attach();
}

/** The window's side of the connections that it carries for its guests. */
class GuestRelay {
  private readonly wire: GuestWire;
  private readonly guests = new Map<number, CarriedGuest>();
  private readonly links = new Map<number, Link>();
  private lastGuest = 0;
  private lastLink = 0;

  constructor(wire: GuestWire) {
    this.wire = wire;
  }

  attach(): AttachedGuest {
    const number = ++this.lastGuest;
    const guest = new CarriedGuest(this.wire.transfersPorts, {
      open: (transport, origin) => this.open(number, origin, transport),
      ended: (link) => this.wire.post({ kind: 'guestEnded', link }),
      close: (id) => {
        this.guests.delete(number);
        this.wire.post({ kind: 'closeGuest', guest: number });
        if (id !== undefined) this.wire.forgetGuest(id);
      },
    });
    const { closedError } = this.wire;
    if (closedError === undefined) this.guests.set(number, guest);
    else guest.end(closedError);
    return guest;
  }

  receive(message: GuestOpened | GuestFrame | GuestClosed, body: Body): void {
    switch (message.kind) {
      case 'guestOpened':
        this.guests.get(message.guest)?.opened(this.wire.guest(message.id));
        break;
      case 'guestFrame': {
        const link = this.links.get(message.link);
        if (link === undefined) closePorts(body);
        else link.send(body);
        break;
      }
      case 'guestClosed':
        this.links.get(message.link)?.end('main');
        break;
    }
  }

  /** The window's own connection is over. */
  end(error: CulvertError): void {
    for (const guest of this.guests.values()) guest.end(error);
    this.guests.clear();
  }

  private open(guest: number, origin: string, transport: Transport): Link {
    const number = ++this.lastLink;
    const link = new Link(transport, this.wire, number, () => this.links.delete(number));
    this.links.set(number, link);
    this.wire.post({ kind: 'openGuest', guest, link: number, origin });
    return link;
  }
}

class CarriedGuest implements AttachedGuest {
  readonly guest$: Observable<Guest>;
  readonly ended$: Observable<void>;
  readonly transfersPorts: boolean;
  private readonly guest = new ReplaySubject<Guest>(1);
  private readonly ended = new GuardedSubject<void>();
  private readonly relay: {
    open(transport: Transport, origin: string): Link;
    ended(link: number): void;
    close(id: number | undefined): void;
  };
  private id: number | undefined;
  private link: Link | undefined;
  private closed = false;

  constructor(transfersPorts: boolean, relay: CarriedGuest['relay']) {
    this.transfersPorts = transfersPorts;
    this.relay = relay;
    this.guest$ = this.guest.asObservable();
    this.ended$ = this.ended.asObservable();
  }

  connect(transport: Transport, origin: string): void {
    checkTransport('connect', transport);
    if (transport.encoding !== 'structured-clone') {
      throw invalidArgument(`A guest needs a transport of structured clones, not of ${transport.encoding}.`);
    }
    if (typeof origin !== 'string') {
      throw invalidArgument(
        "A guest's origin must be a string: that of its document, 'null' where it is opaque.",
      );
    }
    if (origin.length > MAX_NAME_LENGTH) {
      throw invalidArgument(
        `A guest's origin must have ${MAX_NAME_LENGTH} characters at most; not ${origin.length}.`,
      );
    }
    const previous = this.link;
    this.link = undefined;
    previous?.end();
    if (this.closed) {
      attempt(() => transport.close());
      return;
    }
    claimTransport(transport);
    const link = this.relay.open(transport, origin);
    this.link = link;
    link.start((by) => this.linkEnded(link, by));
  }

  close(): void {
    if (this.closed) return;
    this.end(new CulvertError('ERR_CULVERT_DISCONNECTED', 'This guest was closed.'));
    this.relay.close(this.id);
  }

  private linkEnded(link: Link, by: LinkEnd): void {
    if (this.link !== link) return;
    this.link = undefined;
    this.ended.next();
    // A subscriber may already have connected the next document, which replaces this one.
    if (this.link === undefined && by !== 'main') this.relay.ended(link.number);
  }

  opened(guest: Guest): void {
    this.id = guest.id;
    attempt(() => this.guest.next(guest));
    attempt(() => this.guest.complete());
  }

  end(error: CulvertError): void {
    if (this.closed) return;
    this.closed = true;
    const { link } = this;
    this.link = undefined;
    link?.end();
    attempt(() => this.guest.error(error));
    this.ended.complete();
  }
}

/** The side that ended a connection of a guest. */
type LinkEnd = 'main' | 'guest';

/**
 * One connection of a guest: its transport on this side, messages of the window on the other. Transports are foreign
 * code: an error that one throws becomes an uncaught error, and the connection still ends.
 */
class Link {
  readonly number: number;
  private readonly transport: Transport;
  private readonly wire: GuestWire;
  private readonly forget: () => void;
  private readonly subscription = new Subscription();
  private onEnd: ((by: LinkEnd) => void) | undefined;

  constructor(transport: Transport, wire: GuestWire, number: number, forget: () => void) {
    this.transport = transport;
    this.wire = wire;
    this.number = number;
    this.forget = forget;
  }

  start(onEnd: (by: LinkEnd) => void): void {
    this.onEnd = onEnd;
    const { transport, wire, number: link } = this;
    const end = (): void => this.end();
    try {
      this.subscription.add(
        transport.ignored$?.subscribe((count) => wire.post({ kind: 'guestIgnored', link, count })),
      );
      this.subscription.add(
        transport.frames$.subscribe({
          next: (frame) => this.post(frameToBody(frame)),
          error: end,
          complete: end,
        }),
      );
    } catch (error) {
      // If the subscription fails, the guest's document is gone.
      reportUncaught(error);
      end();
    }
  }

  private post(body: Body): void {
    // The guest was told that its transport cannot carry ports. Main finds the ports missing, and counts that as a
    // bad frame.
    const isPortless = body.ports === undefined || this.wire.transfersPorts;
    if (!isPortless) closePorts(body);
    const { text, blobs } = body;
    this.wire.post({ kind: 'guestFrame', link: this.number }, isPortless ? body : { text, blobs });
  }

  send(body: Body): void {
    const { transport, wire } = this;
    // Main's rule for slow renderers does not cover this transport, and this window cannot report a slow guest. So it
    // ends the connection.
    if ((transport.queuedBytes ?? 0) > wire.limits.queuedBytes) {
      closePorts(body);
      this.end();
    } else transport.send(bodyToFrame(body), body.ports ?? []);
  }

  end(by: LinkEnd = 'guest'): void {
    if (this.subscription.closed) return;
    attempt(() => this.subscription.unsubscribe());
    this.forget();
    attempt(() => this.transport.close());
    this.onEnd?.(by);
  }
}
