import {
  EMPTY_BODY,
  frameBudget,
  type Address,
  type CulvertErrorCode,
  type FrameBudget,
  type Limits,
  type MainMessage,
  type Packet,
  type Welcome,
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

/** Settings of main's end of a transport. */
export interface ConnectionSettings {
  readonly address: Address;
  /** The host's connection, if this one belongs to a guest and travels inside it. */
  readonly carrier: Connection | undefined;
  readonly sender: VerifiedSender;
  readonly transport: Transport;
  readonly scheduler: SchedulerLike;
  readonly limits: Limits;
  /** How long the window outlives this connection. */
  readonly grace: Grace;
  /** These packets were not sent. */
  readonly onSendFailure: (failure: SendFailure<MainMessage>) => void;
  /** These packets waited for the handshake, and the connection ended before it. */
  readonly onLost: (lost: readonly Packet<MainMessage>[]) => void;
  /** This many messages came from senders other than the peer. */
  readonly onIgnored: (count: number) => void;
  /** Too many bytes wait for the peer. `onDrained` follows when it has caught up. */
  readonly onSlow: (waiting: number) => void;
  readonly onDrained: (waiting: number) => void;
  /** So many bytes wait for the peer that even a message that main must not drop has no room. */
  readonly onOverrun: () => void;
  /** The peer is connected, and has not said hello in time. */
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
  /** The number of connections that carry this one. */
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
  /**
   * The connection that carries this one, if it belongs to a guest. The carrier's current frame holds all that the
   * guest sends.
   */
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

  /** Receives from the peer. Calls `onEnd` once, when the peer closes or the transport fails. */
  listen(onFrame: (frame: unknown) => void, onEnd: () => void): void {
    const { transport, settings } = this;
    // An error of any Observable but `frames$` does not end the connection.
    const error = () => undefined;
    // Comes first, because the hello may arrive during the subscription to `frames$`.
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

  /**
   * The budget of the frame that has just arrived. A guest's frame is part of a frame of its host, and shares that
   * budget.
   */
  frameBudget(): FrameBudget {
    if (this.carrier !== undefined) return this.carrier.currentBudget;
    return (this.budget = frameBudget());
  }

  /** The renderer that owns the transport: this one, or for a guest the outermost host. */
  get root(): Address {
    return this.carrier?.root ?? this.address;
  }

  private get currentBudget(): FrameBudget {
    return this.carrier?.currentBudget ?? this.budget;
  }

  /**
   * Sends a message that main may drop if the peer does not read.
   *
   * @returns whether the connection took it
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
    // Before the handshake nothing leaves, so the first message gets no exception.
    return this.backlog.hasRoom(bytes, waiting, waiting === 0 && !this.outbox.isHeld);
  }

  /** Sends a message that main must not drop. The connection ends if even this has no room. */
  insist(packet: Packet<MainMessage>): void {
    const bytes = packetBytes(packet);
    if (this.isOverrun(bytes)) this.settings.onOverrun();
    else this.outbox.push(packet, bytes);
  }

  private isOverrun(bytes: number): boolean {
    const waiting = this.waitingBytes;
    return waiting > 0 && waiting + bytes > this.settings.limits.queuedBytes * 2;
  }

  /** Bytes that the peer has not taken. Messages that only wait for the end of the turn are few, and do not count. */
  private get waitingBytes(): number {
    const { carrier, outbox } = this;
    const ahead = carrier === undefined ? this.transportBytes : carrier.waitingBytes;
    return outbox.isHeld ? ahead + outbox.queuedBytes : ahead;
  }

  /** Transports are foreign code: if `queuedBytes` throws or is absent, the transport counts as empty. */
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

  /** The largest message of this peer that main accepts. A guest's messages use the transport of its outermost host. */
  private get messageBytes(): number {
    const { carrier, transport, settings } = this;
    if (carrier !== undefined) return carrier.messageBytes;
    return Math.min(settings.limits.messageBytes, transport.messageBytes ?? Infinity);
  }

  /** Sends the answer to the handshake, with main's limit, ahead of the messages that wait for it. */
  welcome(message: Welcome): void {
    attempt(() => this.silence.unsubscribe());
    const { messageBytes } = this;
    this.frameSender.send([{ message: { ...message, messageBytes }, body: EMPTY_BODY }]);
    this.outbox.release();
    this.backlog.watch();
  }

  /** Tells the peer that the handshake failed. The caller ends the connection afterwards. */
  refuse(code: CulvertErrorCode, reason: string): void {
    this.frameSender.send([{ message: { kind: 'refuse', code, reason }, body: EMPTY_BODY }]);
  }

  /**
   * Answers a sync request on the path that wakes a blocked renderer, after all earlier messages.
   *
   * @returns whether the connection took it
   */
  replySync(packet: Packet<MainMessage>): boolean {
    if (!this.hasRoom(packetBytes(packet))) return false;
    this.outbox.flush();
    this.frameSender.replySync(packet);
    return true;
  }

  /** Like {@link replySync}, for an answer that main must not drop. It has the room that {@link insist} has. */
  insistSync(packet: Packet<MainMessage>): void {
    if (this.isOverrun(packetBytes(packet))) {
      this.settings.onOverrun();
      return;
    }
    this.outbox.flush();
    this.frameSender.replySync(packet);
  }

  /**
   * @param waits whether earlier messages still leave, for at most 5 s, if the transport can tell
   * @returns resolves when the transport is closed, and never rejects
   */
  end(waits = false): Completion {
    // Each step runs even if the transport's teardown throws in the step before.
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
