import { CulvertError, type Transport } from '@culvert/core';
import { unpackFrame, type Frame, type Message } from '@culvert/protocol';
import { Subject, type SchedulerLike } from 'rxjs';
import type { BlockedRenderers } from './blocked-renderers.js';
import type { Lane } from './lane.js';
import type { Handshake, ProcessClock } from './process-clock.js';

/** The two processes of a wire, its directions and its time. */
export interface WireParts {
  readonly scheduler: SchedulerLike;
  readonly handshake: Handshake;
  readonly blocked: BlockedRenderers;
  /** `renderer 1` */
  readonly name: () => string;
  readonly up: Lane;
  readonly down: Lane;
  /** The process at main's end: main, or the window of a guest. */
  readonly host: ProcessClock;
  readonly renderer: ProcessClock;
  /** True if main itself is at the end of `up`, which can answer a sync request. */
  readonly answersSync: boolean;
}

/**
 * One connection of a link. Its frames travel in virtual time, with the faults of its lanes. So do a sync request and its
 * answer: the renderer waits, and all other processes go on.
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
    this.hostEnd = host.transport(answersSync && { replySync: (frame) => host.replySync(frame) });
    this.rendererEnd = renderer.transport(
      answersSync && { sendSync: (frame, timeoutMs) => renderer.sendSync(frame, timeoutMs) },
    );
  }

  get isCut(): boolean {
    return this.host.isClosed;
  }

  /** Both ends see the connection close, and the frames on their way are lost. */
  cut(): void {
    const ends = [this.host, this.renderer];
    for (const end of ends) end.loseFrames();
    for (const end of ends) end.clock.run(() => end.close());
  }
}

/** A frame that comes to the other end, or the end of the connection behind the last one. */
interface Arrival {
  /** Runs even while the process waits for the answer of a sync request. */
  readonly noticed?: () => void;
  /** Runs in the process, when that goes on. */
  readonly deliver: () => void;
}

/** A sync request for which its renderer waits. */
interface OpenRequest {
  readonly seq: number | undefined;
  reply?: { readonly frame: Frame };
}

class End {
  peer!: End;
  readonly clock: ProcessClock;
  private readonly parts: WireParts;
  private readonly lane: Lane;
  private readonly frames = new Subject<Frame>();
  /** Frames that the next one overtakes. */
  private overtaken: Arrival[] = [];
  private lastArrival = 0;
  private closed = false;
  private isCut = false;
  /** The end of the connection has come here. A process that waits closes later. */
  private isOver = false;
  private request: OpenRequest | undefined;

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
      send: (frame) => this.sendFrame(frame),
      close: () => this.close(),
      ...sync,
    };
  }

  close(): void {
    if (this.closed) return;
    const { peer } = this;
    this.closed = this.isOver = true;
    this.frames.complete();
    this.carry(this.lane.latencyMs, { noticed: () => (peer.isOver = true), deliver: () => peer.close() });
  }

  /** The connection is cut: this end gets no further frame. */
  loseFrames(): void {
    this.isCut = this.isOver = true;
  }

  sendSync(frame: Frame, timeoutMs: number): Frame {
    const { clock, peer } = this;
    const { blocked, name, scheduler } = this.parts;
    if (clock.isBlocked)
      throw deadlock(`${name()} waits for the answer of another sync request. Let this one begin later.`);
    if (peer.clock.isRunning)
      throw deadlock('Code of main has called this, and main answers when that returns.');
    const request: OpenRequest = { seq: seqOf(frame) };
    let isLate = false;
    const limit = scheduler.schedule(() => (isLate = true), timeoutMs);
    this.request = request;
    this.sendFrame(frame);
    const canGoOn = () => !clock.isStopped && (request.reply !== undefined || this.isOver || isLate);
    clock.block(() => blocked.wait(name(), canGoOn));
    limit.unsubscribe();
    this.request = undefined;
    if (request.reply !== undefined) return request.reply.frame;
    if (this.isOver)
      throw new CulvertError('ERR_CULVERT_DISCONNECTED', 'The other end of this link is closed.');
    throw new CulvertError('ERR_CULVERT_SYNC_TIMEOUT', `no answer after ${timeoutMs} ms.`);
  }

  replySync(frame: Frame): void {
    const reply = copyBlobs(frame);
    this.send(reply, { noticed: () => this.peer.takeReply(reply), deliver: noop });
  }

  /** The answer of a request that its renderer has given up is lost. */
  private takeReply(frame: Frame): void {
    const { request } = this;
    if (request !== undefined && request.seq === seqOf(frame)) request.reply ??= { frame };
  }

  private sendFrame(frame: Frame): void {
    const { peer } = this;
    const copy = copyBlobs(frame);
    this.send(copy, { deliver: () => peer.frames.next(copy) });
  }

  private send(frame: Frame, arrival: Arrival): void {
    if (this.closed) return;
    const { isLost, isOvertaken, copies, delayMs } = this.lane.send(frame);
    if (isLost) return;
    const arrivals = Array.from({ length: copies }, () => arrival);
    if (isOvertaken) {
      this.overtaken.push(...arrivals);
      return;
    }
    arrivals.push(...this.overtaken.splice(0));
    for (const each of arrivals) this.carry(delayMs, each);
  }

  /** No frame arrives before an earlier one. */
  private carry(delayMs: number, { noticed, deliver }: Arrival): void {
    const { peer } = this;
    const { handshake, scheduler } = this.parts;
    if (handshake.includes('frames')) {
      handshake.add(deliver);
      return;
    }
    const now = scheduler.now();
    this.lastArrival = Math.max(this.lastArrival, now + delayMs);
    const arrive = () => {
      if (peer.isCut) return;
      noticed?.();
      peer.clock.run(() => peer.isCut || deliver());
    };
    scheduler.schedule(arrive, this.lastArrival - now);
  }
}

function seqOf(frame: Frame): number | undefined {
  const [packet] = unpackFrame<Message>(frame, 'structured-clone');
  return (packet?.message as { readonly seq?: number } | undefined)?.seq;
}

function deadlock(reason: string): CulvertError {
  return new CulvertError('ERR_CULVERT_SYNC_WOULD_DEADLOCK', reason);
}

function noop(): void {
  // The process has seen it already.
}

/** Copies the bytes, because another process would have its own copy. */
function copyBlobs(frame: Frame): Frame {
  if (!Array.isArray(frame)) return frame;
  return frame.map((part: unknown) => (part instanceof Uint8Array ? part.slice() : part));
}
