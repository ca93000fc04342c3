import { Observable, Subject } from 'rxjs';
import { CulvertError, DEFAULT_LIMITS, frameBytes, ownFrame, type Frame } from '@culvert/protocol';

/** What a frame costs beside its size, in bytes: so that many short ones are bounded as well. */
const FRAME_BYTES = 64;

/**
 * The `frames$` of a transport whose platform delivers whether or not anybody listens: keeps what arrives, the end
 * included, until the first subscriber is there. Later ones see what arrives from then on.
 *
 * What it keeps is bounded. Beyond that the stream fails with `ERR_CULVERT_OVERFLOW`, and `next` says so.
 */
export class FrameStream {
  readonly frames$: Observable<Frame>;
  private readonly frames = new Subject<Frame>();
  private readonly maxEarlyBytes: number;
  private early: Frame[] | undefined = [];
  private earlyBytes = 0;
  private ended = false;
  private failure: Error | undefined;

  /** @param maxEarlyBytes kept until somebody listens */
  constructor(maxEarlyBytes = DEFAULT_LIMITS.queuedBytes) {
    this.maxEarlyBytes = maxEarlyBytes;
    this.frames$ = new Observable((subscriber) => {
      const subscription = this.frames.subscribe(subscriber);
      this.release();
      return subscription;
    });
  }

  get isEnded(): boolean {
    return this.ended;
  }

  /** @returns whether it was taken: after the end nothing is, and the caller ends its connection */
  next(frame: Frame): boolean {
    if (this.ended) return false;
    if (this.early === undefined) this.frames.next(frame);
    else if (!this.keep(frame, this.early)) return false;
    return true;
  }

  /** Ends at this side's wish: what came and was not looked at yet is dropped. */
  close(): void {
    if (this.early !== undefined) this.early.length = 0;
    this.end();
  }

  /** Nothing arrives after this; may be called twice. With an error, the connection broke and frames were lost. */
  end(failure?: Error): void {
    if (this.ended) return;
    this.ended = true;
    this.failure = failure;
    if (this.early === undefined) this.finish();
  }

  private keep(frame: Frame, early: Frame[]): boolean {
    this.earlyBytes += FRAME_BYTES + frameBytes(frame);
    if (this.earlyBytes <= this.maxEarlyBytes) {
      early.push(ownFrame(frame));
      return true;
    }
    early.length = 0;
    this.end(new CulvertError('ERR_CULVERT_OVERFLOW', 'Too much has arrived before anybody listened.'));
    return false;
  }

  /** A frame that arrives from within a subscriber queues up behind the early ones. */
  private release(): void {
    if (this.early === undefined) return;
    for (const frame of this.early) this.frames.next(frame);
    this.early = undefined;
    if (this.ended) this.finish();
  }

  private finish(): void {
    if (this.failure === undefined) this.frames.complete();
    else this.frames.error(this.failure);
  }
}
