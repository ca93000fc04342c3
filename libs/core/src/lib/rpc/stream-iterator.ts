import type { Observer, Subscription } from 'rxjs';
import type { Claim } from './credit.js';

interface Waiter<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: unknown): void;
}

interface End {
  readonly error?: unknown;
  readonly failed: boolean;
}

/** A remote stream, as a loop over it sees it. */
interface ClaimableStream<T> {
  subscribe(observer: Observer<T>): Subscription;
  /** Holds the item that is being delivered. Valid only within `next`. */
  claim(): Claim | undefined;
  /** The reason of an end that subscribers are not told of. */
  readonly unreportedError: unknown;
}

/** The items of one subscription, one by one. The high-water mark bounds how far the producer is ahead of the loop. */
export class StreamIterator<T> implements AsyncIterableIterator<T> {
  private readonly items: { readonly value: T; readonly claim: Claim | undefined }[] = [];
  private readonly waiters: Waiter<T>[] = [];
  private readonly subscription: Subscription;
  /** The last item that the loop got. It is consumed when the loop asks for another one. */
  private handedOut: Claim | undefined;
  private end: End | undefined;

  constructor(stream: ClaimableStream<T>) {
    this.subscription = stream.subscribe({
      next: (value) => {
        this.items.push({ value, claim: stream.claim() });
        this.settle();
      },
      error: (error: unknown) => this.finish({ failed: true, error }),
      complete: () => this.finish({ failed: false }),
    });
    // When its consumer has left, an input ends in silence. Without this, a loop over it would wait without end.
    this.subscription.add(() =>
      this.finish({ failed: stream.unreportedError !== undefined, error: stream.unreportedError }),
    );
  }

  next(): Promise<IteratorResult<T, undefined>> {
    this.consume();
    return new Promise((resolve, reject) => {
      this.waiters.push({ resolve, reject });
      this.settle();
    });
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.items.length = 0;
    // An error that the loop has not seen yet is dropped, because the loop has left.
    this.end = { failed: false };
    this.settle();
    this.subscription.unsubscribe();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private finish(end: End): void {
    this.end ??= end;
    this.settle();
  }

  private consume(): void {
    this.handedOut?.release();
    this.handedOut = undefined;
  }

  private settle(): void {
    while (this.waiters.length > 0) {
      const item = this.items.shift();
      if (item !== undefined) {
        this.consume();
        this.handedOut = item.claim;
        this.waiters.shift()!.resolve({ done: false, value: item.value });
      } else if (this.end !== undefined) {
        const { failed, error } = this.end;
        // An error is thrown once. After it the iterator is done, like a generator.
        this.end = { failed: false };
        const waiter = this.waiters.shift()!;
        if (failed) waiter.reject(error);
        else waiter.resolve({ done: true, value: undefined });
      } else {
        // The loop has asked for the next item already, so the last one is consumed.
        this.consume();
        return;
      }
    }
  }
}
