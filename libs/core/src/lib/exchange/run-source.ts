import { invalidArgument } from '@culvert/protocol';
import {
  Observable,
  from,
  isObservable,
  type ObservableInput,
  type Subscriber,
  type TeardownLogic,
} from 'rxjs';
import { LazyAbort, type AbortSignalLike } from './abort.js';
import { isThenable } from '../is-thenable.js';
import type { Gate } from './item-sender.js';
import { RemoteStream } from './remote-stream.js';

/** What a producer may be: what can be paused is, at the gate. */
export type StreamSource<T> = ObservableInput<T> | PromiseLike<ObservableInput<T>>;

/**
 * A producer as an Observable. An iterable is asked for an item when the gate is open; a stream from another process
 * is slowed down by holding its items; any other Observable cannot be paused.
 */
export function fromSource(channel: string, source: unknown, gate: Gate): Observable<unknown> {
  return new Observable((subscriber) => run(channel, source, gate, subscriber));
}

function run(channel: string, source: unknown, gate: Gate, subscriber: Subscriber<unknown>): TeardownLogic {
  if (source instanceof RemoteStream) return relay(source as RemoteStream<unknown>, gate, subscriber);
  if (isObservable(source)) return source.subscribe(subscriber);
  if (hasMethod<AsyncIterable<unknown>>(source, Symbol.asyncIterator)) return pull(source, gate, subscriber);
  if (isThenable(source)) return awaitSource(channel, source, gate, subscriber);
  if (typeof source === 'object' && hasMethod<Iterable<unknown>>(source, Symbol.iterator)) {
    return pullNow(source, gate, subscriber);
  }
  if (typeof source === 'object' && hasMethod(source, Symbol.observable ?? '@@observable')) {
    return from(source as unknown as ObservableInput<unknown>).subscribe(subscriber);
  }
  if (hasMethod<SubscribableLike>(source, 'subscribe')) return subscribeTo(source, subscriber);
  subscriber.error(invalidArgument(`'${channel}': a stream is an Observable or an AsyncIterable.`));
}

/** The Observable of the platform, and what is like it: https://wicg.github.io/observable/ */
interface SubscribableLike {
  subscribe(observer: object, options: { readonly signal: AbortSignalLike }): unknown;
}

function subscribeTo(source: SubscribableLike, subscriber: Subscriber<unknown>): TeardownLogic {
  const abort = new LazyAbort();
  const subscription = source.subscribe(
    {
      next: (value: unknown) => subscriber.next(value),
      error: (error: unknown) => subscriber.error(error),
      complete: () => subscriber.complete(),
    },
    { signal: abort.signal },
  );
  return () => {
    abort.abort();
    // Other libraries give a subscription, as RxJS does; the platform gives nothing.
    (subscription as { unsubscribe?(): void } | undefined)?.unsubscribe?.();
  };
}

function relay(stream: RemoteStream<unknown>, gate: Gate, subscriber: Subscriber<unknown>): TeardownLogic {
  return stream.subscribe({
    next: (value) => {
      gate.release = stream.claim();
      subscriber.next(value);
    },
    error: (error) => subscriber.error(error),
    complete: () => subscriber.complete(),
  });
}

function pull(iterable: AsyncIterable<unknown>, gate: Gate, subscriber: Subscriber<unknown>): TeardownLogic {
  const iterator = iterable[Symbol.asyncIterator]();
  let asking = false;
  let over = false;
  const fail = (error: unknown) => {
    over = true;
    subscriber.error(error);
  };
  const ask = () => {
    if (asking || over || !gate.isOpen) return;
    asking = true;
    iterator.next().then(({ done, value }) => {
      asking = false;
      if (over) return;
      if (done === true) {
        over = true;
        subscriber.complete();
        return;
      }
      subscriber.next(value);
      ask();
    }, fail);
  };
  gate.onOpen = ask;
  ask();
  return () => {
    if (over) return;
    over = true;
    // A generator that waits hears of it when its wait is over; the context's signal says it at once.
    iterator.return?.().then(undefined, () => undefined);
  };
}

function pullNow(iterable: Iterable<unknown>, gate: Gate, subscriber: Subscriber<unknown>): TeardownLogic {
  const iterator = iterable[Symbol.iterator]();
  let asking = false;
  let over = false;
  const ask = () => {
    if (asking) return;
    asking = true;
    try {
      while (!over && gate.isOpen) {
        const { done, value } = iterator.next() as IteratorResult<unknown, unknown>;
        over ||= done === true;
        if (over) subscriber.complete();
        else subscriber.next(value);
      }
    } catch (error) {
      over = true;
      subscriber.error(error);
    }
    asking = false;
  };
  gate.onOpen = ask;
  ask();
  return () => {
    if (over) return;
    over = true;
    iterator.return?.();
  };
}

function awaitSource(
  channel: string,
  source: PromiseLike<unknown>,
  gate: Gate,
  subscriber: Subscriber<unknown>,
): TeardownLogic {
  source.then(
    (settled) => {
      if (!subscriber.closed) subscriber.add(run(channel, settled, gate, subscriber));
    },
    (error: unknown) => subscriber.error(error),
  );
}

function hasMethod<T = object>(value: unknown, name: PropertyKey): value is T {
  return typeof (value as Record<PropertyKey, unknown> | null | undefined)?.[name] === 'function';
}
