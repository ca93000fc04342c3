import { Observable, type Subscriber, type Subscription, type TeardownLogic } from 'rxjs';
import type { ItemReceiver } from './item-receiver.js';

/**
 * An Observable whose producer is in another process. It is cold: each subscription runs the producer. It is an
 * `AsyncIterable` as well, whose loop takes an item when it asks for the next one.
 *
 * @example
 * const subscription = api.samples({ every: 1000 }).subscribe(draw);
 * for await (const sample of api.samples({ every: 1000 })) await save(sample);
 */
export class RemoteStream<T> extends Observable<T> implements AsyncIterable<T> {
  private delivering: ItemReceiver | undefined;

  constructor(subscribe: (subscriber: Subscriber<T>, stream: RemoteStream<T>) => TeardownLogic) {
    super((subscriber) => subscribe(subscriber, this));
  }

  /** Brings an item to its subscriber, who may claim it within the call. @internal */
  deliver(subscriber: Subscriber<T>, value: T, receiver: ItemReceiver): void {
    const outer = this.delivering;
    this.delivering = receiver;
    try {
      subscriber.next(value);
    } finally {
      this.delivering = outer;
    }
  }

  /** Within `next`: the item counts as consumed when the function is called, and not before. @internal */
  claim(): () => void {
    return this.delivering?.claim() ?? (() => undefined);
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<T> {
    return new StreamIterator(this);
  }
}

interface Waiter<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: unknown): void;
}

/** The items of one subscription, one by one. What is ahead of the loop is bounded by the high water mark. */
class StreamIterator<T> implements AsyncIterableIterator<T> {
  private readonly items: { readonly value: T; readonly consumed: () => void }[] = [];
  private readonly waiters: Waiter<T>[] = [];
  private readonly subscription: Subscription;
  private consumed: (() => void) | undefined;
  private end: { readonly error?: unknown; readonly failed: boolean } | undefined;

  constructor(stream: RemoteStream<T>) {
    this.subscription = stream.subscribe({
      next: (value) => {
        this.items.push({ value, consumed: stream.claim() });
        this.settle();
      },
      error: (error: unknown) => this.finish({ failed: true, error }),
      complete: () => this.finish({ failed: false }),
    });
  }

  next(): Promise<IteratorResult<T, undefined>> {
    this.consumed?.();
    this.consumed = undefined;
    return new Promise((resolve, reject) => {
      this.waiters.push({ resolve, reject });
      this.settle();
    });
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.subscription.unsubscribe();
    this.items.length = 0;
    this.finish({ failed: false });
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  private finish(end: { readonly error?: unknown; readonly failed: boolean }): void {
    this.end ??= end;
    this.settle();
  }

  private settle(): void {
    while (this.waiters.length > 0) {
      const item = this.items.shift();
      if (item !== undefined) {
        this.consumed = item.consumed;
        this.waiters.shift()!.resolve({ done: false, value: item.value });
      } else if (this.end !== undefined) {
        const { failed, error } = this.end;
        // An error is thrown once; after it the iterator is done, as a generator is.
        this.end = { failed: false };
        const waiter = this.waiters.shift()!;
        if (failed) waiter.reject(error);
        else waiter.resolve({ done: true, value: undefined });
      } else return;
    }
  }
}
