import { Observable, Subject } from 'rxjs';
import { CulvertError, DEFAULT_LIMITS, frameBytes, ownFrame, type Frame } from '@culvert/protocol';

/** The cost of a frame beside its size, in bytes. So the number of short frames is bounded as well. */
const FRAME_BYTES = 64;

/**
 * The `frames$` of a transport on a platform that delivers even without a subscriber. It keeps all frames, and the end,
 * for the first subscriber. Later subscribers get only later frames.
 *
 * The kept bytes are bounded. Beyond the bound the stream fails with `ERR_CULVERT_OVERFLOW`, and `next` returns `false`.
 */
export class FrameStream {
  /** The frames. The first subscriber gets those that came before it. */
  readonly frames$: Observable<Frame>;
  private readonly frames = new Subject<Frame>();
  private readonly maxEarlyBytes: number;
  private early: Frame[] | undefined = [];
  private earlyBytes = 0;
  private ended = false;
  private failure: Error | undefined;

  /** @param maxEarlyBytes the most bytes kept for the first subscriber */
  constructor(maxEarlyBytes = DEFAULT_LIMITS.queuedBytes) {
    this.maxEarlyBytes = maxEarlyBytes;
    this.frames$ = new Observable((subscriber) => {
      const subscription = this.frames.subscribe(subscriber);
      this.release();
      return subscription;
    });
  }

  /** True after the end, although a subscriber may still have to get early frames. */
  get isEnded(): boolean {
    return this.ended;
  }

  /** @returns `true` if the frame was taken. After the end no frame is, and the caller closes its connection */
  next(frame: Frame): boolean {
    if (this.ended) return false;
    if (this.early === undefined) this.frames.next(frame);
    else if (!this.keep(frame, this.early)) return false;
    return true;
  }

  /** Ends because this side closes. Frames that were not emitted yet are dropped. */
  close(): void {
    if (this.early !== undefined) this.early.length = 0;
    this.end();
  }

  /** No frame arrives after this. May be called twice. With an error, the connection broke and frames were lost. */
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
    this.end(new CulvertError('ERR_CULVERT_OVERFLOW', 'Too much has arrived before the first listener.'));
    return false;
  }

  /** A frame that arrives from within a subscriber is emitted after the early ones. */
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
