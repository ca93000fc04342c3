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

/** A remote stream, as its loop sees it. */
interface ClaimableStream<T> {
  subscribe(observer: Observer<T>): Subscription;
  /** Within `next` only: holds the item that is being delivered. */
  claim(): Claim | undefined;
  /** Why its subscribers hear nothing more, where they are not told. */
  readonly leftBy: unknown;
}

/** The items of one subscription, one by one. What is ahead of the loop is bounded by the high water mark. */
export class StreamIterator<T> implements AsyncIterableIterator<T> {
  private readonly items: { readonly value: T; readonly claim: Claim | undefined }[] = [];
  private readonly waiters: Waiter<T>[] = [];
  private readonly subscription: Subscription;
  /** The last item that was handed out: it is consumed when another one is asked for. */
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
    // An input whose consumer has left ends in silence: a loop that waits for it would wait for good.
    this.subscription.add(() => this.finish({ failed: stream.leftBy !== undefined, error: stream.leftBy }));
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
    // What it has failed with, and the loop has not heard, is no news for one that has left.
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
        // An error is thrown once; after it the iterator is done, as a generator is.
        this.end = { failed: false };
        const waiter = this.waiters.shift()!;
        if (failed) waiter.reject(error);
        else waiter.resolve({ done: true, value: undefined });
      } else {
        // The next item has been asked for already.
        this.consume();
        return;
      }
    }
  }
}
