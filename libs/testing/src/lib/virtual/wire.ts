import { CulvertError, type Transport } from '@culvert/core';
import type { Frame } from '@culvert/protocol';
import { Subject, type SchedulerLike, type Subscription } from 'rxjs';
import type { Lane } from './lane.js';
import type { Handshake, ProcessClock } from './process-clock.js';

/** The two processes of a wire, its directions and its time. */
export interface WireParts {
  readonly scheduler: SchedulerLike;
  readonly handshake: Handshake;
  readonly up: Lane;
  readonly down: Lane;
  /** The process at main's end: main, or the window of a guest. */
  readonly host: ProcessClock;
  readonly renderer: ProcessClock;
  /** True if main itself is at the end of `up`, which can answer a sync request within the call. */
  readonly answersSync: boolean;
}

/**
 * One connection of a link. Its frames travel in virtual time, with the faults of its lanes. A `sendSync` is answered in
 * the same instant, because virtual time stands while it blocks.
 */
export class Wire {
  /** Main's end, or that of the window of a guest. */
  readonly hostEnd: Transport;
  readonly rendererEnd: Transport;
  private readonly host: End;
  private readonly renderer: End;

  constructor(parts: WireParts) {
    const host = (this.host = new End(parts, parts.host, parts.down));
    const renderer = (this.renderer = new End(parts, parts.renderer, parts.up));
    host.peer = renderer;
    renderer.peer = host;
    const { answersSync } = parts;
    this.hostEnd = host.transport(answersSync && { replySync: (frame) => renderer.takeReply(frame) });
    this.rendererEnd = renderer.transport(
      answersSync && { sendSync: (frame, timeoutMs) => renderer.sendSync(frame, timeoutMs) },
    );
  }

  get isCut(): boolean {
    return this.host.isClosed;
  }

  /** Both ends see the connection close, and the frames on their way are lost. */
  cut(): void {
    for (const end of [this.host, this.renderer]) end.loseFrames();
    for (const end of [this.host, this.renderer]) end.clock.run(() => end.close());
  }
}

/** A frame that has left, or the end of the connection behind the last one. */
interface Underway {
  readonly deliver: () => void;
  action: Subscription | undefined;
}

class End {
  peer!: End;
  readonly clock: ProcessClock;
  private readonly parts: WireParts;
  private readonly lane: Lane;
  private readonly frames = new Subject<Frame>();
  private readonly underway: Underway[] = [];
  /** Frames that the next one overtakes. */
  private overtaken: (() => void)[] = [];
  private lastArrival = 0;
  private closed = false;
  private reply: { readonly frame: Frame } | undefined;

  /** @param lane the direction in which this end sends */
  constructor(parts: WireParts, clock: ProcessClock, lane: Lane) {
    this.parts = parts;
    this.clock = clock;
    this.lane = lane;
  }

  get isClosed(): boolean {
    return this.closed;
  }

  transport(sync: Pick<Transport, 'sendSync' | 'replySync'> | false): Transport {
    return {
      encoding: 'structured-clone',
      transfersPorts: true,
      frames$: this.frames.asObservable(),
      send: (frame) => this.send(copyBlobs(frame)),
      close: () => this.close(),
      ...sync,
    };
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.frames.complete();
    this.deliverIn(this.lane.latencyMs, () => this.peer.close());
  }

  loseFrames(): void {
    for (const { action } of this.underway.splice(0)) action?.unsubscribe();
    this.overtaken = [];
  }

  sendSync(frame: Frame, timeoutMs: number): Frame {
    const { peer } = this;
    this.reply = undefined;
    if (!this.closed && !peer.closed) {
      if (peer.clock.isStopped) {
        throw new CulvertError(
          'ERR_CULVERT_SYNC_TIMEOUT',
          `main is stopped: no answer after ${timeoutMs} ms.`,
        );
      }
      this.lane.record(frame);
      for (const { action, deliver } of this.underway.splice(0)) {
        action?.unsubscribe();
        deliver();
      }
      peer.frames.next(copyBlobs(frame));
    }
    const reply = this.lastReply();
    if (reply !== undefined) return reply.frame;
    if (this.closed || peer.closed)
      throw new CulvertError('ERR_CULVERT_DISCONNECTED', 'The other end of this link is closed.');
    throw new CulvertError(
      'ERR_CULVERT_SYNC_WOULD_DEADLOCK',
      'Main has not answered within the call, and cannot answer later: virtual time stands while a renderer blocks.',
    );
  }

  takeReply(frame: Frame): void {
    this.peer.lane.record(frame);
    this.reply = { frame: copyBlobs(frame) };
  }

  private lastReply(): End['reply'] {
    return this.reply;
  }

  private send(frame: Frame): void {
    if (this.closed) return;
    const { isLost, isOvertaken, copies, delayMs } = this.lane.send(frame);
    if (isLost) return;
    const deliveries = Array.from({ length: copies }, () => () => this.peer.frames.next(frame));
    if (isOvertaken) {
      this.overtaken.push(...deliveries);
      return;
    }
    deliveries.push(...this.overtaken.splice(0));
    for (const deliver of deliveries) this.deliverIn(delayMs, deliver);
  }

  /** No frame arrives before an earlier one. */
  private deliverIn(delayMs: number, deliver: () => void): void {
    const { handshake, scheduler } = this.parts;
    if (handshake.includes('frames')) {
      handshake.add(deliver);
      return;
    }
    const now = scheduler.now();
    this.lastArrival = Math.max(this.lastArrival, now + delayMs);
    const item: Underway = { deliver, action: undefined };
    this.underway.push(item);
    item.action = scheduler.schedule(() => {
      this.peer.clock.run(() => {
        const place = this.underway.indexOf(item);
        if (place < 0) return;
        this.underway.splice(place, 1);
        deliver();
      });
    }, this.lastArrival - now);
  }
}

/** Copies the bytes, because another process would have its own copy. */
function copyBlobs(frame: Frame): Frame {
  if (!Array.isArray(frame)) return frame;
  return frame.map((part: unknown) => (part instanceof Uint8Array ? part.slice() : part));
}
