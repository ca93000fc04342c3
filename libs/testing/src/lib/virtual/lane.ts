import type { Codec } from '@culvert/core';
import { invalidArgument, type Frame } from '@culvert/protocol';
import { Subject, type Observable, type SchedulerLike } from 'rxjs';
import type { LaneFaults } from './link-options.js';
import { readFrame, type Direction, type WireMessage } from './wire-message.js';

/** One direction of a link, as a test sees it. */
export interface LinkDirection {
  /**
   * Travel time of a frame, in ms. A test may change it at any time.
   *
   * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for another value than a finite number, 0 or more
   */
  latencyMs: number;
  /** Each message when it is sent, lost ones as well. */
  readonly messages$: Observable<WireMessage>;
}

/** A frame of a link, and when it was sent. */
export interface SentFrame {
  /** In ms of virtual time. */
  readonly at: number;
  readonly frame: Frame;
  readonly isLost: boolean;
}

/** How a frame travels. */
export interface Fate {
  readonly isLost: boolean;
  readonly isOvertaken: boolean;
  readonly copies: number;
  /** Its travel time, in ms. */
  readonly delayMs: number;
}

/** The frames that a direction keeps for the picture of a failure. */
const MAX_SENT = 10_000;

/** One direction of a link, through all its connections: its faults and its frames. */
export class Lane implements LinkDirection {
  readonly direction: Direction;
  readonly messages$: Observable<WireMessage>;
  /** The frames after the first handshake, in their order. */
  readonly sent: SentFrame[] = [];
  private readonly scheduler: SchedulerLike;
  private readonly codec: Codec;
  private readonly messages = new Subject<WireMessage>();
  private faults: LaneFaults | undefined;
  private startedAt = 0;
  private travelled = 0;
  private travelMs = 0;

  constructor(direction: Direction, scheduler: SchedulerLike, codec: Codec) {
    this.direction = direction;
    this.scheduler = scheduler;
    this.codec = codec;
    this.messages$ = this.messages.asObservable();
  }

  get latencyMs(): number {
    return this.travelMs;
  }

  set latencyMs(ms: number) {
    if (!(ms >= 0 && ms < Infinity))
      throw invalidArgument(`latencyMs must be a number of ms, 0 or more; not ${ms}.`);
    this.travelMs = ms;
  }

  /** Draws the faults, from now on. */
  draw(faults: LaneFaults): void {
    this.faults = faults;
    this.startedAt = this.scheduler.now();
    this.travelled = 0;
    if (faults.latencyMs !== undefined) this.latencyMs = faults.latencyMs;
  }

  /** A frame leaves its end. */
  send(frame: Frame): Fate {
    const { faults } = this;
    const time = this.scheduler.now() - this.startedAt;
    const isLost = faults?.lost.has(time) === true;
    const jitter = faults?.jitter ?? [0];
    this.record(frame, isLost);
    return {
      isLost,
      isOvertaken: faults?.overtaken.has(time) === true,
      copies: faults?.copies.get(time) ?? 1,
      delayMs: this.travelMs + (isLost ? 0 : jitter[this.travelled++ % jitter.length]!),
    };
  }

  /** A frame that has no fate: a sync request, or its answer. */
  record(frame: Frame, isLost = false): void {
    this.sent.push({ at: this.scheduler.now(), frame, isLost });
    if (this.sent.length > MAX_SENT) this.sent.shift();
    if (!this.messages.observed) return;
    for (const message of this.read(frame, isLost)) this.messages.next(message);
  }

  /** The messages of a frame. */
  read(frame: Frame, isLost: boolean): readonly WireMessage[] {
    const messages = readFrame(this.direction, frame, this.codec);
    return isLost ? messages.map((message) => ({ ...message, lost: true as const })) : messages;
  }
}
