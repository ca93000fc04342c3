import { CulvertError } from '@culvert/protocol';
import { asyncScheduler } from 'rxjs';

/**
 * Frames that can be on their way on the async lane when a sync request overtakes them. What has left the renderer
 * lies in the buffers of sockets, some megabytes, so this is out of reach for an honest peer, and keeps a
 * dishonest one from naming a frame that can never come.
 */
export const MAX_FRAMES_IN_FLIGHT = 2 ** 24;

/** A blocked renderer has one sync request open. Those that it has given up may still wait, where nobody says so. */
const MAX_WAITING = 16;

/**
 * UTF-16 units of carried frames that are delivered in one turn of the event loop: those of one body are as many as a peer
 * likes, and each may hold as many messages as a frame can.
 */
const TURN_UNITS = 32 * 1024;

/** A sync request as it came from the peer: nothing in it is trusted. */
export interface SyncRequest {
  /** Index of the first frame that was not known to have left the renderer; frames count from 1. */
  readonly from: number;
  /** That frame and all after it, as they stood in line before the sync request. */
  readonly frames: readonly string[];
  /** It only brings frames, since one body cannot carry all. More frames, and the request, come in later ones. */
  readonly isPart?: boolean | undefined;
}

interface WaitingRequest extends SyncRequest {
  readonly then: () => void;
  /** How many of its frames have had their turn. */
  done: number;
  wasPaused: boolean;
}

/**
 * Main's side of a sync lane beside an async one: puts the frames of both into the one order in which the renderer
 * sent them, and delivers each once. Frames of the async lane carry no number, they are counted as they come.
 *
 * Its counterpart in the renderer is {@link UnconfirmedFrames}.
 *
 * @example
 * const sequencer = new FrameSequencer((frame) => frames$.next(frame));
 * socket.on('message', (frame) => sequencer.received(frame));
 * onPost(({ from, frames, request }) => sequencer.receivedSync({ from, frames }, () => frames$.next(request)));
 */
export class FrameSequencer {
  /** Highest index that came on the async lane, and that was delivered, on whichever lane it came. */
  private arrived = 0;
  private delivered = 0;
  private waiting: WaitingRequest[] = [];
  private running = false;
  private isPaused = false;
  private closed = false;
  private readonly deliver: (frame: string) => void;
  private readonly later: (task: () => void) => void;

  /** @param later runs it in a later turn of the event loop */
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
   * Takes a sync request: `then` runs when all frames before it were delivered, now or later, and not after `close`.
   *
   * @returns a function that gives the request up while it waits, for a peer that waits no longer
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

  /** Drops what waits; frames and requests that still come are ignored. */
  close(): void {
    this.closed = true;
    this.waiting = [];
  }

  private deliverOnce(index: number, frame: string): void {
    if (index <= this.delivered || this.closed) return;
    this.delivered = index;
    this.deliver(frame);
  }

  /** Runs the requests whose turn has come; a request or frame that comes from inside `deliver` or `then` queues up. */
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
        if (!isOvertaken(next, this.delivered)) next.then();
        next = this.waiting[0];
      }
    } finally {
      this.running = false;
    }
  }

  /** @returns whether all are delivered, and not only those of this turn */
  private deliverCarried(request: WaitingRequest): boolean {
    const { from, frames } = request;
    let units = 0;
    while (request.done < frames.length) {
      if (units >= TURN_UNITS) return false;
      const frame = frames[request.done]!;
      // Those that the other lane has brought cost nothing.
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

/** While it was paused, its own cancel may have come on the other lane. */
function isOvertaken(request: WaitingRequest, delivered: number): boolean {
  return request.wasPaused && isGivenUp(request, delivered);
}

/**
 * A renderer that waits sends nothing. What it sent when it had given up, a cancel first of all, has overtaken this. A part
 * is overtaken by the frames of those behind it, and its renderer waits all the same.
 */
function isGivenUp({ from, frames, isPart }: SyncRequest, delivered: number): boolean {
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
  if (isGivenUp(request, delivered)) throw malformed('was given up');
}

function malformed(what: string): CulvertError {
  return new CulvertError('ERR_CULVERT_MALFORMED_FRAME', `A sync request ${what}.`);
}
