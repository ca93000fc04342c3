import type { Transferable, Transport } from '@culvert/core';
import { disconnected, FrameStream } from '@culvert/transport-kit';
import type { Frame } from '@culvert/protocol';
import { ReplaySubject } from 'rxjs';
import { randomKey } from '../random-key.js';
import { syncUnsupported } from '../sync/sync-unsupported.js';
import type { SyncWait } from '../sync/sync-wait.js';
import { LivenessLock } from './liveness-lock.js';
import { PortLink } from './port-link.js';
import type { AcceptedMessage, ConnectMessage } from './port-messages.js';

/** The other end, seen from the embedded one. */
export interface Parent {
  /** As in `PortLinkOptions`. */
  readonly sharesLocks: boolean;
  /**
   * Calls back when a peer may be there to connect to: once at the start, and each time the peer
   * asks.
   */
  readonly listen: (wanted: () => void) => void;
  readonly post: (message: ConnectMessage, transfer: globalThis.Transferable[]) => void;
  /** Stops listening. */
  readonly leave: () => void;
}

/** Events of the offers of an {@link OpeningTransport}. */
export interface OpeningEvents {
  readonly onAccepted?: () => void;
  /**
   * No offer was accepted, and the transport has ended. The other end wants no connection now, or
   * is gone.
   */
  readonly onPeerEnded?: (by: 'bye' | 'gone') => void;
}

/** A port that was offered, and how many of the held frames were sent with it. */
interface Offer {
  readonly link: PortLink;
  sent: number;
}

/**
 * The embedded end's transport. It offers a port, and another one each time it is asked, until the
 * peer accepts one. Frames wait here until then. A sync request cannot wait: it is sent through each
 * open offer, behind the held frames.
 */
export class OpeningTransport implements Transport {
  readonly encoding = 'structured-clone';
  transfersPorts?: true;
  readonly transfersBuffers = true;
  private readonly stream = new FrameStream();
  readonly frames$ = this.stream.frames$;
  private readonly acceptances = new ReplaySubject<void>(1);
  readonly connected$ = this.acceptances.asObservable();
  private readonly parent: Parent;
  private readonly wait: SyncWait;
  private readonly events: OpeningEvents;
  private readonly nonce = randomKey();
  private readonly livenessLock: LivenessLock | undefined;
  private offers: Offer[] = [];
  private isWanted = false;
  private held: (readonly [Frame, readonly Transferable[] | undefined])[] = [];
  private accepted: PortLink | undefined;

  constructor(parent: Parent, wait: SyncWait, events: OpeningEvents = {}) {
    this.transfersPorts = true;
    this.parent = parent;
    this.wait = wait;
    this.events = events;
    this.livenessLock = parent.sharesLocks ? new LivenessLock() : undefined;
    parent.listen(() => this.wanted());
  }

  get queuedBytes(): number {
    return this.accepted?.queuedBytes ?? 0;
  }

  send(frame: Frame, transfer?: readonly Transferable[]): void {
    if (this.stream.isEnded) return;
    if (this.accepted === undefined) this.held.push([frame, transfer]);
    else this.accepted.send(frame, transfer);
  }

  sendSync(frame: Frame, timeoutMs: number): Frame {
    if (this.stream.isEnded) throw disconnected();
    if (this.offers.length === 0 && this.isWanted) this.offer();
    if (this.accepted === undefined && this.offers.length === 0) {
      throw syncUnsupported(
        'the other end has not connected yet, and cannot while this side blocks: await renderer.ready.',
      );
    }
    const { accepted, offers } = this;
    const links = accepted === undefined ? offers.map(({ link }) => link) : [accepted];
    return this.wait.request(
      frame,
      (message) => {
        for (const offer of this.offers) this.sendHeld(offer);
        for (const link of links) link.post(message);
      },
      timeoutMs,
    );
  }

  replySync(frame: Frame): void {
    this.accepted?.replySync(frame);
  }

  close(): void {
    if (this.stream.isEnded) return;
    this.stream.close();
    this.release();
  }

  /**
   * Offers nothing until the other end can notice that this one is gone. A sync request does not
   * wait for that.
   */
  private wanted(): void {
    this.isWanted = true;
    if (this.livenessLock === undefined) this.offer();
    else this.livenessLock.whenHeld(() => this.offer());
  }

  private offer(): void {
    if (this.accepted !== undefined || this.stream.isEnded) return;
    const { port1, port2: port } = new MessageChannel();
    const offer: Offer = {
      link: new PortLink({
        port: port1,
        onAccepted: (message) => this.acceptedAt(offer, message),
        onPeerEnded: (by) => this.peerEnded(by),
        sharesLocks: this.parent.sharesLocks,
      }),
      sent: 0,
    };
    this.offers.push(offer);
    this.livenessLock?.whenHeld((livenessLock) => offer.link.post({ kind: 'livenessLock', livenessLock }));
    const { memory } = this.wait;
    this.parent.post({ type: 'culvert:connect', nonce: this.nonce, port, ...(memory && { memory }) }, [port]);
  }

  private acceptedAt(offer: Offer, { transfersPorts }: AcceptedMessage): void {
    if (this.accepted !== undefined) return;
    this.accepted = offer.link;
    if (!transfersPorts) delete this.transfersPorts;
    this.sendHeld(offer);
    this.held = [];
    for (const { link } of this.offers.splice(0)) if (link !== offer.link) link.close();
    offer.link.frames$.subscribe({
      next: (frame) => this.stream.next(frame),
      error: (error: Error) => this.end(error),
      complete: () => this.end(),
    });
    this.acceptances.next();
    this.events.onAccepted?.();
  }

  private peerEnded(by: 'bye' | 'gone'): void {
    if (this.accepted !== undefined || this.stream.isEnded) return;
    this.end();
    this.events.onPeerEnded?.(by);
  }

  private sendHeld(offer: Offer): void {
    for (const [frame, transfer = []] of this.held.slice(offer.sent)) {
      // A port can be transferred once. If the frames went with another offer before, their ports
      // are there.
      const wasTransferred = transfer.length > 0 && this.offers.some(({ sent }) => sent > offer.sent);
      if (!wasTransferred) offer.link.send(frame, transfer);
      offer.sent++;
    }
  }

  private end(failure?: Error): void {
    this.stream.end(failure);
    this.release();
  }

  private release(): void {
    this.held = [];
    this.livenessLock?.release();
    this.parent.leave();
    this.accepted?.close();
    for (const { link } of this.offers.splice(0)) link.close();
  }
}
