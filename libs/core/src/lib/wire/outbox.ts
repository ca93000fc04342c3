import type { Message, Packet } from '@culvert/protocol';
import type { SchedulerLike, Subscription } from 'rxjs';
import type { FrameSender } from './frame-sender.js';
import { ownBody } from '../runtime/own-body.js';
import { packetBytes } from './packet-bytes.js';
import { closePorts } from '../transport/message-port.js';

/*
 * A batch that reaches one of these limits is sent before the turn ends. So one busy turn builds no giant frame, and the
 * peer can work in parallel. The messages that join the items of a stream have the same limits.
 */
export const BATCH_BYTES = 128 * 1024;
/**
 * Size of the first batch of a turn, in messages plus stream items. It doubles with each batch of the same turn, because
 * every frame has a fixed cost.
 */
export const BATCH_LENGTH = 16;

/** Collects the messages of one turn. They are sent as one frame when the turn ends, or as several if there are many. */
export class Outbox<M extends Message> {
  private readonly sender: FrameSender<M>;
  private readonly scheduler: SchedulerLike;
  private packets: Packet<M>[] = [];
  private bytes = 0;
  private length = 0;
  private maxLength = BATCH_LENGTH;
  private turn: Subscription | undefined;
  private isScheduled = false;
  private held: boolean;
  private closed = false;
  private isExiting = false;

  /** @param held keeps all messages until {@link release}, because the peer has not sent its hello yet */
  constructor(sender: FrameSender<M>, scheduler: SchedulerLike, held = false) {
    this.sender = sender;
    this.scheduler = scheduler;
    this.held = held;
  }

  /** The bytes that wait here. */
  get queuedBytes(): number {
    return this.bytes;
  }

  get isHeld(): boolean {
    return this.held;
  }

  push(packet: Packet<M>, bytes = packetBytes(packet)): void {
    if (this.closed) {
      closePorts(packet.body);
      return;
    }
    // A held body may stay for long, and counts by its own size. So it must not keep its frame in memory.
    this.packets.push(this.held ? { ...packet, body: ownBody(packet.body) } : packet);
    this.bytes += bytes;
    this.length += lengthOf(packet.message);
    if (this.held) return;
    if (this.isExiting) {
      this.sendBatch();
      return;
    }
    if (this.bytes > BATCH_BYTES || this.length >= this.maxLength) {
      this.maxLength *= 2;
      this.sendBatch();
    }
    this.flushAtTurnEnd();
  }

  /** Sends the waiting messages now, so that a message on another path does not overtake them. */
  flush(): void {
    this.turn?.unsubscribe();
    this.turn = undefined;
    this.isScheduled = false;
    this.maxLength = BATCH_LENGTH;
    this.sendBatch();
  }

  /** Sends the waiting messages now, and later ones at once, because no further turn ends in this process. */
  exit(): void {
    this.isExiting = true;
    this.flush();
  }

  private sendBatch(): void {
    if (this.held || this.closed || this.packets.length === 0) return;
    const packets = this.packets;
    this.packets = [];
    this.bytes = this.length = 0;
    this.sender.send(packets);
  }

  /** Ends the hold. The kept messages are sent when the turn ends, so that the app can attach listeners before. */
  release(): void {
    this.held = false;
    if (this.packets.length === 0) return;
    if (this.isExiting) this.sendBatch();
    else this.flushAtTurnEnd();
  }

  /** @returns the held packets, which are never sent */
  close(): readonly Packet<M>[] {
    this.flush();
    this.closed = true;
    const lost = this.packets;
    this.packets = [];
    for (const { body } of lost) closePorts(body);
    return lost;
  }

  /** A scheduler may run the work before it returns, as `queueScheduler` does. */
  private flushAtTurnEnd(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    this.turn = this.scheduler.schedule(() => this.flush());
  }
}

function lengthOf(message: Message): number {
  return message.kind === 'items' ? message.sizes.length : 1;
}
