import type { Message, Packet } from '@culvert/protocol';
import type { SchedulerLike, Subscription } from 'rxjs';
import type { FrameSender } from './frame-sender.js';
import { ownBody } from '../runtime/own-body.js';
import { packetBytes } from './packet-bytes.js';
import { closePorts } from '../transport/message-port.js';

/*
 * A batch that has grown to either is sent before the turn ends: so one busy turn builds no giant frame, and the peer,
 * which runs beside it, has something to do meanwhile.
 */
const BATCH_BYTES = 128 * 1024;
/** Messages, and items of streams, of the first batch of a turn. Each later one is twice as long: a frame has its price. */
export const BATCH_LENGTH = 16;

/** Messages of one turn, which leave as one frame when it ends, or as a few where there are many. */
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

  /** @param held keep everything until {@link release}: the peer has not said hello yet. */
  constructor(sender: FrameSender<M>, scheduler: SchedulerLike, held = false) {
    this.sender = sender;
    this.scheduler = scheduler;
    this.held = held;
  }

  /** What waits here, in bytes. */
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
    // What is held stays for long, and is counted by its own size.
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

  /** Sends what waits, now: something that goes another way must not overtake it. */
  flush(): void {
    this.turn?.unsubscribe();
    this.turn = undefined;
    this.isScheduled = false;
    this.maxLength = BATCH_LENGTH;
    this.sendBatch();
  }

  /** No turn ends any more in this process: what waits is sent now, and everything later at once. */
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

  /** Ends the hold. What was kept leaves when the turn ends, after listeners attached in it are in place. */
  release(): void {
    this.held = false;
    if (this.packets.length === 0) return;
    if (this.isExiting) this.sendBatch();
    else this.flushAtTurnEnd();
  }

  /** @returns what was held, and never leaves */
  close(): readonly Packet<M>[] {
    this.flush();
    this.closed = true;
    const lost = this.packets;
    this.packets = [];
    for (const { body } of lost) closePorts(body);
    return lost;
  }

  /** A scheduler may run this before it returns, as `queueScheduler` does. */
  private flushAtTurnEnd(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    this.turn = this.scheduler.schedule(() => this.flush());
  }
}

function lengthOf(message: Message): number {
  return message.kind === 'items' ? message.sizes.length : 1;
}
