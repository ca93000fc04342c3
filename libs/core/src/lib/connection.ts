import {
  EMPTY_BODY,
  bodyBytes,
  frameBudget,
  type Address,
  type CulvertErrorCode,
  type FrameBudget,
  type Limits,
  type MainMessage,
  type Packet,
} from '@culvert/protocol';
import { Subscription, type SchedulerLike } from 'rxjs';
import type { Grace } from './window-registry.js';
import { FrameSender, type SendFailure } from './frame-sender.js';
import { GuestConnections, type GuestCarrier } from './guest-connections.js';
import type { VerifiedSender } from './ipc-types.js';
import { Outbox } from './outbox.js';
import type { Transport } from './transport.js';

/** What main's end of a transport needs to know. */
export interface ConnectionSettings {
  readonly address: Address;
  /** The connection that carries this one, of a guest, inside its own. */
  readonly carrier: Connection | undefined;
  readonly sender: VerifiedSender;
  readonly transport: Transport;
  readonly scheduler: SchedulerLike;
  readonly limits: Limits;
  /** How long the window outlives this connection. */
  readonly grace: Grace;
  /** These packets went nowhere. */
  readonly onSendFailure: (failure: SendFailure<MainMessage>) => void;
  /** So many messages came from others than the peer. */
  readonly onIgnored: (count: number) => void;
  readonly connectGuest: GuestCarrier['connect'];
  readonly refuseGuest: GuestCarrier['refused'];
}

/** Main's end of one transport: one epoch of one renderer. */
export class Connection {
  readonly address: Address;
  /** How many connections carry this one. */
  readonly depth: number;
  readonly sender: VerifiedSender;
  readonly transport: Transport;
  readonly grace: Grace;
  /** Frames of this peer that were malformed or over a limit. */
  badFrames = 0;
  /** The connections of the guests that this renderer embeds. */
  readonly guests: GuestConnections;
  private readonly frameSender: FrameSender<MainMessage>;
  private readonly outbox: Outbox<MainMessage>;
  private readonly queuedLimit: number;
  private readonly onIgnored: (count: number) => void;
  private readonly frames = new Subscription();
  /** The connection of a guest is carried by another, whose present frame has all that the guest sends. */
  private readonly carrier: Connection | undefined;
  private budget = frameBudget();

  constructor(settings: ConnectionSettings) {
    const { address, sender, transport, scheduler, limits, grace, onSendFailure } = settings;
    this.address = address;
    this.carrier = settings.carrier;
    this.depth = settings.carrier === undefined ? 0 : settings.carrier.depth + 1;
    this.sender = sender;
    this.transport = transport;
    this.grace = grace;
    this.frameSender = new FrameSender(transport, onSendFailure);
    this.outbox = new Outbox(this.frameSender, scheduler, true);
    this.queuedLimit = limits.queuedBytes;
    this.onIgnored = settings.onIgnored;
    this.guests = new GuestConnections({
      movesPorts: transport.movesPorts === true,
      limit: limits.guests,
      deliver: (packet) => this.deliver(packet),
      connect: settings.connectGuest,
      refused: settings.refuseGuest,
    });
  }

  /** Takes what the peer sends; `onEnd` is called once, when the peer closes or breaks. */
  listen(onFrame: (frame: unknown) => void, onEnd: () => void): void {
    this.frames.add(this.transport.ignored$?.subscribe(this.onIgnored));
    this.frames.add(this.transport.frames$.subscribe({ next: onFrame, error: onEnd, complete: onEnd }));
  }

  /** What the frame that has just come may hold. That of a guest stands in one of its window, and shares its budget. */
  frameBudget(): FrameBudget {
    if (this.carrier !== undefined) return this.carrier.currentBudget;
    return (this.budget = frameBudget());
  }

  private get currentBudget(): FrameBudget {
    return this.carrier?.currentBudget ?? this.budget;
  }

  /** @returns whether it was taken; before the handshake only so much is kept */
  deliver(packet: Packet<MainMessage>): boolean {
    if (this.outbox.isHeld && this.outbox.queuedBytes + bodyBytes(packet.body) > this.queuedLimit)
      return false;
    this.outbox.push(packet);
    return true;
  }

  /** The handshake's answer overtakes what waits for it. */
  welcome(message: MainMessage): void {
    this.frameSender.send([{ message, body: EMPTY_BODY }]);
    this.outbox.release();
  }

  /** The handshake failed. The caller ends the connection after it. */
  refuse(code: CulvertErrorCode, reason: string): void {
    this.frameSender.send([{ message: { kind: 'refuse', code, reason }, body: EMPTY_BODY }]);
  }

  /** The way that wakes a blocked renderer, behind everything that was sent to it before. */
  replySync(packet: Packet<MainMessage>): void {
    this.outbox.flush();
    this.frameSender.replySync(packet);
  }

  end(): void {
    this.frames.unsubscribe();
    this.guests.end();
    this.outbox.close();
    this.frameSender.close();
  }
}
