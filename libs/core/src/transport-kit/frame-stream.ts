import { Observable, Subject } from 'rxjs';
import type { Frame } from '@culvert/protocol';

/**
 * The `frames$` of a transport whose platform delivers whether or not anybody listens: keeps what arrives, the end
 * included, until the first subscriber is there. Later ones see what arrives from then on.
 */
export class FrameStream {
  readonly frames$: Observable<Frame>;
  private readonly frames = new Subject<Frame>();
  private early: Frame[] | undefined = [];
  private ended = false;
  private failure: Error | undefined;

  constructor() {
    this.frames$ = new Observable((subscriber) => {
      const subscription = this.frames.subscribe(subscriber);
      this.release();
      return subscription;
    });
  }

  get isEnded(): boolean {
    return this.ended;
  }

  next(frame: Frame): void {
    if (this.ended) return;
    if (this.early === undefined) this.frames.next(frame);
    else this.early.push(frame);
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
