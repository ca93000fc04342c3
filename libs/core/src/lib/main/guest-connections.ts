import {
  EMPTY_BODY,
  bodyToFrame,
  frameToBody,
  type Body,
  type Frame,
  type GuestFrame,
  type GuestMessage,
  type MainMessage,
  type OpenGuest,
  type Packet,
} from '@culvert/protocol';
import { Subject } from 'rxjs';
import type { ConnectInfo } from './connect-info.js';
import type { GuestTree } from './guest-tree.js';
import { closePorts } from '../transport/message-port.js';
import type { Transport } from '../transport/transport.js';

/** The guests of a window use this part of its connection, and of main. */
export interface GuestCarrier {
  readonly transfersPorts: boolean;
  /** Counts all guests below the outermost connection. */
  readonly tree: GuestTree;
  deliver(packet: Packet<MainMessage>): void;
  /** Connects a guest of this window. Returns its webContents id, or `undefined` if a limit is reached. */
  connect(transport: Transport, info: Pick<ConnectInfo, 'id' | 'claimedOrigin'>): number | undefined;
  /** Main refuses a message about a guest that does not exist, or that is gone. */
  refused(reason: 'over-limit' | 'stale-epoch', message: GuestMessage): void;
}

interface OpenedGuest {
  readonly id: number;
  readonly transport: GuestTransport;
}

/**
 * Main's end of the connections that a window carries for its guests, inside its own. Main treats each as a transport
 * like any other. A guest carries its own guests in the same way. A window's statements about its guests are claims,
 * because only the window sees them. The window can only ever be their host.
 */
export class GuestConnections {
  private readonly carrier: GuestCarrier;
  private readonly guests = new Map<number, OpenedGuest>();
  private readonly links = new Map<number, GuestTransport>();
  private ended = false;

  constructor(carrier: GuestCarrier) {
    this.carrier = carrier;
  }

  /** Main refuses this guest. The document before it has left nevertheless, so its connection ends. */
  deny({ guest, link }: OpenGuest): void {
    this.guests.get(guest)?.transport.end();
    this.carrier.deliver({ message: { kind: 'guestClosed', link }, body: EMPTY_BODY });
  }

  receive(message: GuestMessage, body: Body): void {
    switch (message.kind) {
      case 'openGuest':
        this.open(message);
        break;
      case 'guestFrame':
        this.takeFrame(message, body);
        break;
      case 'guestEnded':
        this.links.get(message.link)?.end();
        break;
      case 'closeGuest':
        this.guests.get(message.guest)?.transport.end();
        if (this.guests.delete(message.guest)) this.carrier.tree.free(1);
        break;
      case 'guestIgnored':
        this.links.get(message.link)?.ignored$.next(message.count);
        break;
    }
  }

  /** The window's own connection is over, so all guests inside it end. */
  end(): void {
    this.ended = true;
    const guests = [...this.guests.values()];
    this.guests.clear();
    this.carrier.tree.free(guests.length);
    for (const { transport } of guests) transport.end();
  }

  private open(message: OpenGuest): void {
    const { guest, link, origin } = message;
    const { carrier, links } = this;
    const previous = this.guests.get(guest);
    const isTaken = !links.has(link) && (previous !== undefined || carrier.tree.take());
    const transport = new GuestTransport(link, carrier, () => links.delete(link));
    const id = isTaken
      ? carrier.connect(transport, { claimedOrigin: origin, ...(previous && { id: previous.id }) })
      : undefined;
    if (this.ended) {
      // A listener that was told of the new guest has ended its window.
      if (isTaken && previous === undefined) carrier.tree.free(1);
      transport.end();
      return;
    }
    if (id === undefined) {
      if (isTaken && previous === undefined) carrier.tree.free(1);
      carrier.refused('over-limit', message);
      carrier.deliver({ message: { kind: 'guestClosed', link }, body: EMPTY_BODY });
      return;
    }
    links.set(link, transport);
    this.guests.set(guest, { id, transport });
    carrier.deliver({ message: { kind: 'guestOpened', guest, id }, body: EMPTY_BODY });
  }

  private takeFrame(message: GuestFrame, body: Body): void {
    const transport = this.links.get(message.link);
    if (transport !== undefined) {
      transport.frames$.next(bodyToFrame(body));
    } else {
      closePorts(body);
      this.carrier.refused('stale-epoch', message);
    }
  }
}

/** One connection of a guest: its frames are the bodies of its host's messages. */
class GuestTransport implements Transport {
  readonly encoding = 'structured-clone';
  readonly transfersPorts?: true;
  readonly frames$ = new Subject<Frame>();
  readonly ignored$ = new Subject<number>();
  private readonly link: number;
  private readonly carrier: GuestCarrier;
  private readonly onEnd: () => void;
  private ended = false;

  constructor(link: number, carrier: GuestCarrier, onEnd: () => void) {
    this.link = link;
    this.carrier = carrier;
    this.onEnd = onEnd;
    if (carrier.transfersPorts) this.transfersPorts = true;
  }

  send(frame: Frame): void {
    if (this.ended) return;
    const { link } = this;
    // Other renderers may receive the same buffers, so the body is shared.
    const body = frameToBody(frame);
    this.carrier.deliver({ message: { kind: 'guestFrame', link }, body, isShared: true });
  }

  /** Main closes the guest's connection, and tells the host. */
  close(): void {
    if (this.ended) return;
    this.finish();
    this.carrier.deliver({ message: { kind: 'guestClosed', link: this.link }, body: EMPTY_BODY });
  }

  /** The host ended the guest's connection. */
  end(): void {
    if (this.ended) return;
    this.finish();
    this.frames$.complete();
  }

  private finish(): void {
    this.ended = true;
    this.onEnd();
  }
}
