import { bodyBytes, packFrame, type Packet } from '@culvert/protocol';
import type { SchedulerLike, Subscription } from 'rxjs';
import type { Transport } from './transport.js';

/** A batch that has grown to this is sent before the turn ends, so that one busy turn builds no giant frame. */
const BATCH_BYTES = 1024 * 1024;

/** Messages of one turn, which leave as one frame when it ends. */
export class Outbox {
  private readonly transport: Transport;
  private readonly scheduler: SchedulerLike;
  private packets: Packet[] = [];
  private bytes = 0;
  private turn: Subscription | undefined;
  private held: boolean;
  private closed = false;

  /** @param held keep everything until {@link release}: the peer has not said hello yet. */
  constructor(transport: Transport, scheduler: SchedulerLike, held = false) {
    this.transport = transport;
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

  push(packet: Packet): void {
    if (this.closed) return;
    this.packets.push(packet);
    this.bytes += bodyBytes(packet.body);
    if (this.held) return;
    if (this.bytes > BATCH_BYTES) this.flush();
    else this.turn ??= this.scheduler.schedule(() => this.flush());
  }

  /** Sends what waits, now: something that goes another way must not overtake it. */
  flush(): void {
    this.turn?.unsubscribe();
    this.turn = undefined;
    if (this.held || this.closed || this.packets.length === 0) return;
    const packets = this.packets;
    this.packets = [];
    this.bytes = 0;
    this.transport.send(packFrame(packets, this.transport.encoding));
  }

  /** Ends the hold. What was kept leaves when the turn ends, after listeners attached in it are in place. */
  release(): void {
    this.held = false;
    if (this.packets.length > 0) this.turn ??= this.scheduler.schedule(() => this.flush());
  }

  close(): void {
    this.flush();
    this.closed = true;
    this.packets = [];
  }
}
