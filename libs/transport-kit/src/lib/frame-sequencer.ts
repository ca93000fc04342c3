import { CulvertError } from '@culvert/protocol';
import { asyncScheduler } from 'rxjs';

/**
 * The most frames that a sync request may overtake. They lie in the buffers of sockets, which hold some megabytes. So
 * no honest peer reaches this limit. A request beyond it names a frame that cannot be on its way, so it is refused.
 */
export const MAX_FRAMES_IN_FLIGHT = 2 ** 24;

/** The most requests that wait at once. An honest renderer sends one at a time, so it stays below. */
const MAX_WAITING = 16;

/**
 * The UTF-16 units of carried frames that are delivered in one turn of the event loop. A peer may put any number of
 * frames into one body, and each may be full of messages.
 */
const TURN_UNITS = 32 * 1024;

/** A sync request as it came from the peer. None of its fields is trusted. */
export interface SyncRequest {
  /** Index of the first frame that may not have left the renderer. Frames count from 1. */
  readonly from: number;
  /** That frame and all later ones before the sync request, in order. */
  readonly frames: readonly string[];
  /** `true` for a body that only carries frames, because one body cannot carry all. The request comes in a later one. */
  readonly isPart?: boolean | undefined;
}

interface WaitingRequest extends SyncRequest {
  readonly then: () => void;
  /** The number of its frames that are processed. */
  done: number;
  /** `true` once a pause has left frames for a later turn. Only then can a cancel message overtake the request. */
  wasPaused: boolean;
}

/**
 * Main's side of a sync lane beside an async one. It restores the order in which the renderer sent the frames of both
 * lanes, and delivers each once. Frames of the async lane carry no number: they are counted on arrival.
 *
 * Its counterpart in the renderer is {@link UnconfirmedFrames}.
 *
 * @example
 * const sequencer = new FrameSequencer((frame) => frames$.next(frame));
 * socket.on('message', (frame) => sequencer.received(frame));
 * onPost(({ from, frames, request }) => sequencer.receivedSync({ from, frames }, () => frames$.next(request)));
 */
export class FrameSequencer {
  /** The highest index that came on the async lane. */
  private arrived = 0;
  /** The highest index delivered, from either lane. */
  private delivered = 0;
  private waiting: WaitingRequest[] = [];
  private running = false;
  private isPaused = false;
  private closed = false;
  private readonly deliver: (frame: string) => void;
  private readonly later: (task: () => void) => void;

  /** @param later runs its task in a later turn of the event loop */
  constructor(
    deliver: (frame: string) => void,
    later: (task: () => void) => void = (task) => void asyncScheduler.schedule(task),
  ) {
    this.deliver = deliver;
    this.later = later;
  }

  /** Takes the next frame of the async lane. One that a sync request has brought already is skipped. */
  received(frame: string): void {
    if (this.closed) return;
    this.deliverOnce(++this.arrived, frame);
    this.runWaiting();
  }

  /**
   * Takes a sync request. `then` runs when all earlier frames are delivered. It never runs after `close`, nor if the
   * renderer has given up.
   *
   * @returns a function that drops the waiting request, to call when its POST has ended
   * @throws CulvertError `ERR_CULVERT_MALFORMED_FRAME` for a request that no well-behaved peer can send; it is dropped
   */
  receivedSync(request: SyncRequest, then: () => void): () => void {
    if (this.closed) return () => {};
    checkRequest(request, this.delivered);
    if (this.waiting.length >= MAX_WAITING) throw malformed('comes while too many others wait');
    const waiting: WaitingRequest = {
      from: request.from,
      frames: request.frames,
      isPart: request.isPart,
      then,
      done: 0,
      wasPaused: false,
    };
    this.waiting.push(waiting);
    this.runWaiting();
    return () => {
      this.waiting = this.waiting.filter((other) => other !== waiting);
      this.runWaiting();
    };
  }

  /** Drops all waiting frames and requests, and ignores later ones. */
  close(): void {
    this.closed = true;
    this.waiting = [];
  }

  private deliverOnce(index: number, frame: string): void {
    if (index <= this.delivered || this.closed) return;
    this.delivered = index;
    this.deliver(frame);
  }

  /** Runs the requests that are due. A request or frame from inside `deliver` or `then` is queued. */
  private runWaiting(): void {
    if (this.running || this.isPaused) return;
    this.running = true;
    try {
      let next = this.waiting[0];
      while (next !== undefined && next.from - 1 <= this.delivered) {
        if (!this.deliverCarried(next)) {
          next.wasPaused = true;
          this.pause();
          return;
        }
        if (this.closed) return;
        if (this.waiting[0] === next) this.waiting.shift();
        if (!next.wasPaused || !isOvertaken(next, this.delivered)) next.then();
        next = this.waiting[0];
      }
    } finally {
      this.running = false;
    }
  }

  /** @returns `true` if all frames are delivered, not only those of this turn */
  private deliverCarried(request: WaitingRequest): boolean {
    const { from, frames } = request;
    let units = 0;
    while (request.done < frames.length) {
      if (units >= TURN_UNITS) return false;
      const frame = frames[request.done]!;
      // Frames that the other lane has brought cost nothing.
      if (from + request.done > this.delivered) units += frame.length;
      this.deliverOnce(from + request.done++, frame);
    }
    return true;
  }

  private pause(): void {
    this.isPaused = true;
    this.later(() => {
      this.isPaused = false;
      this.runWaiting();
    });
  }
}

/**
 * Tells if a later frame has arrived. A waiting renderer sends none, so it has given up: that frame is its cancel
 * message. A part is an exception, because frames of later parts may overtake it.
 */
function isOvertaken({ from, frames, isPart }: SyncRequest, delivered: number): boolean {
  return isPart !== true && delivered > from - 1 + frames.length;
}

function checkRequest(request: SyncRequest, delivered: number): void {
  const { from, frames } = request;
  if (!Number.isSafeInteger(from) || from < 1 || from - 1 > delivered + MAX_FRAMES_IN_FLIGHT) {
    throw malformed('names a first frame that cannot be on its way');
  }
  if (!Array.isArray(frames) || !frames.every((frame) => typeof frame === 'string')) {
    throw malformed('carries frames that are not text');
  }
  if (isOvertaken(request, delivered)) throw malformed('was overtaken by a later frame');
}

function malformed(what: string): CulvertError {
  return new CulvertError('ERR_CULVERT_MALFORMED_FRAME', `A sync request ${what}.`);
}
