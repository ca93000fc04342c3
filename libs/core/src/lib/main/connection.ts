import {
  EMPTY_BODY,
  frameBudget,
  type Address,
  type CulvertErrorCode,
  type FrameBudget,
  type Limits,
  type MainMessage,
  type Packet,
} from '@culvert/protocol';
import { Subscription, take, type SchedulerLike } from 'rxjs';
import type { Grace } from './window-registry.js';
import { attempt } from '../runtime/attempt.js';
import { Backlog } from '../wire/backlog.js';
import type { Completion } from '../runtime/completion.js';
import { FrameSender, type SendFailure } from '../wire/frame-sender.js';
import { GuestConnections, type GuestCarrier } from './guest-connections.js';
import { GuestTree } from './guest-tree.js';
import type { VerifiedSender } from '../emitters/ipc-types.js';
import { closeWhenFlushed } from '../transport/leave-transport.js';
import { Outbox } from '../wire/outbox.js';
import { packetBytes } from '../wire/packet-bytes.js';
import type { Transport } from '../transport/transport.js';

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
  /** These waited for the handshake, and the connection has ended before it. */
  readonly onLost: (lost: readonly Packet<MainMessage>[]) => void;
  /** So many messages came from others than the peer. */
  readonly onIgnored: (count: number) => void;
  /** Too much waits for it, from now on, or no more. */
  readonly onSlow: (waiting: number) => void;
  readonly onDrained: (waiting: number) => void;
  /** So much waits for it that even what cannot be left out has no place. */
  readonly onOverrun: () => void;
  /** It is there, and has not said hello in time. */
  readonly onSilence: () => void;
  /** This process exits, perhaps from within a listener. */
  readonly onExit: () => void;
  /** In ms; 0 or Infinity: no limit. */
  readonly helloTimeoutMs: number;
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
  private readonly backlog: Backlog;
  private readonly tree: GuestTree;
  private readonly settings: ConnectionSettings;
  private readonly silence = new Subscription();
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
    this.settings = settings;
    this.backlog = new Backlog({
      limit: limits.queuedBytes,
      scheduler,
      waiting: () => this.waitingBytes,
      onSlow: (waiting) => this.becameSlow(waiting),
      onDrained: settings.onDrained,
    });
    this.tree = settings.carrier?.tree ?? new GuestTree(limits.guests);
    this.guests = new GuestConnections({
      transfersPorts: transport.transfersPorts === true,
      tree: this.tree,
      deliver: (packet) => this.insist(packet),
      connect: settings.connectGuest,
      refused: settings.refuseGuest,
    });
  }

  /** Takes what the peer sends; `onEnd` is called once, when the peer closes or breaks. */
  listen(onFrame: (frame: unknown) => void, onEnd: () => void): void {
    const { transport, settings } = this;
    // What is wrong with any but the last is no reason to end anything.
    const error = () => undefined;
    // First of all: the hello may come with the subscription.
    this.silence.add(transport.connected$?.pipe(take(1)).subscribe({ next: () => this.awaitHello(), error }));
    this.frames.add(transport.ignored$?.subscribe({ next: settings.onIgnored, error }));
    this.frames.add(transport.exiting$?.subscribe({ next: () => this.exit(), error }));
    this.frames.add(transport.frames$.subscribe({ next: onFrame, error: onEnd, complete: onEnd }));
  }

  private exit(): void {
    this.settings.onExit();
    this.outbox.exit();
  }

  private awaitHello(): void {
    const { helloTimeoutMs, scheduler, onSilence } = this.settings;
    if (helloTimeoutMs === 0 || helloTimeoutMs === Infinity) return;
    this.silence.add(scheduler.schedule(onSilence, helloTimeoutMs));
  }

  /** What the frame that has just come may hold. That of a guest stands in one of its window, and shares its budget. */
  frameBudget(): FrameBudget {
    if (this.carrier !== undefined) return this.carrier.currentBudget;
    return (this.budget = frameBudget());
  }

  /** The renderer whose transport carries this connection: itself, unless it is a guest's inside that of its window. */
  get root(): Address {
    return this.carrier?.root ?? this.address;
  }

  private get currentBudget(): FrameBudget {
    return this.carrier?.currentBudget ?? this.budget;
  }

  /**
   * What may be left out where the peer does not take it.
   *
   * @returns whether it was taken
   */
  deliver(packet: Packet<MainMessage>): boolean {
    const bytes = packetBytes(packet);
    if (!this.hasRoom(bytes)) return false;
    this.outbox.push(packet, bytes);
    return true;
  }

  private hasRoom(bytes: number): boolean {
    const waiting = this.waitingBytes;
    if (waiting + bytes <= this.settings.limits.queuedBytes && !this.backlog.isSlow) return true;
    // Before the handshake nothing leaves, so that the first message counts like all others.
    return this.backlog.hasRoom(bytes, waiting, waiting === 0 && !this.outbox.isHeld);
  }

  /** What cannot be left out. The connection ends where there is no place even for that. */
  insist(packet: Packet<MainMessage>): void {
    const bytes = packetBytes(packet);
    if (this.isOverrun(bytes)) this.settings.onOverrun();
    else this.outbox.push(packet, bytes);
  }

  private isOverrun(bytes: number): boolean {
    const waiting = this.waitingBytes;
    return waiting > 0 && waiting + bytes > this.settings.limits.queuedBytes * 2;
  }

  /** What the peer has not taken. What waits for the end of the turn only is no backlog, and small. */
  private get waitingBytes(): number {
    const { carrier, outbox } = this;
    const ahead = carrier === undefined ? this.transportBytes : carrier.waitingBytes;
    return outbox.isHeld ? ahead + outbox.queuedBytes : ahead;
  }

  /** Transports are not ours: of one that cannot tell, nothing waits. */
  private get transportBytes(): number {
    try {
      const { queuedBytes = 0 } = this.transport;
      return queuedBytes > 0 ? queuedBytes : 0;
    } catch {
      return 0;
    }
  }

  private becameSlow(waiting: number): void {
    this.settings.onSlow(waiting);
    if (!this.outbox.isHeld) this.backlog.watch();
  }

  /** The handshake's answer overtakes what waits for it. */
  welcome(message: MainMessage): void {
    attempt(() => this.silence.unsubscribe());
    this.frameSender.send([{ message, body: EMPTY_BODY }]);
    this.outbox.release();
    this.backlog.watch();
  }

  /** The handshake failed. The caller ends the connection after it. */
  refuse(code: CulvertErrorCode, reason: string): void {
    this.frameSender.send([{ message: { kind: 'refuse', code, reason }, body: EMPTY_BODY }]);
  }

  /**
   * The way that wakes a blocked renderer, behind everything that was sent to it before.
   *
   * @returns whether it was taken
   */
  replySync(packet: Packet<MainMessage>): boolean {
    if (!this.hasRoom(packetBytes(packet))) return false;
    this.outbox.flush();
    this.frameSender.replySync(packet);
    return true;
  }

  /** The same for what cannot be left out: a renderer that waits for it has a place for it, as for {@link insist}. */
  insistSync(packet: Packet<MainMessage>): void {
    if (this.isOverrun(packetBytes(packet))) {
      this.settings.onOverrun();
      return;
    }
    this.outbox.flush();
    this.frameSender.replySync(packet);
  }

  /**
   * @param waits whether what was sent before still leaves, for at most 5 s, where the transport can tell
   * @returns resolves when the transport is closed, and never rejects
   */
  end(waits = false): Completion {
    // Every step is taken, whatever a teardown of the transport's throws within the one before.
    attempt(() => this.frames.unsubscribe());
    attempt(() => this.silence.unsubscribe());
    attempt(() => this.backlog.close());
    attempt(() => this.guests.end());
    attempt(() => this.settings.onLost(this.outbox.close()));
    const close = () => this.frameSender.close();
    if (waits) return closeWhenFlushed(this.transport, this.settings.scheduler, close);
    close();
    return Promise.resolve();
  }
}
