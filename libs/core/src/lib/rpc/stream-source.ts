import { isObservable, type InteropObservable, type Observable } from 'rxjs';
import type { AbortSignalLike } from '../runtime/abort-signal.js';

/** The Observable of the platform, and what is like it: https://wicg.github.io/observable/ */
export interface SubscribableLike<T = unknown> {
  subscribe(
    observer: { next(value: T): void; error(error: unknown): void; complete(): void },
    options: { readonly signal: AbortSignalLike },
  ): unknown;
}

/** What gives items one by one. A text or a list of values is none, where an input may be a value as well. */
export type StreamInput<T> =
  Observable<T> | InteropObservable<T> | SubscribableLike<T> | AsyncIterable<T> | IterableIterator<T>;

/** What the handler of a stream may return: what can be paused is. */
export type StreamSource<T> = Streamed<T> | PromiseLike<Streamed<T>>;

type Streamed<T> = StreamInput<T> | (Iterable<T> & object);

/** Whether the items of an input go over one by one: it is no value that could be sent as one. */
export function isStreamInput(input: unknown): boolean {
  return isManyValues(input) || (hasMethod(input, Symbol.iterator) && hasMethod(input, 'next'));
}

/** Whether it is an Observable or an AsyncIterable, of whatever make: nothing that answers a call. */
export function isManyValues(value: unknown): boolean {
  return (
    isObservable(value) ||
    (typeof value === 'object' &&
      (hasMethod(value, Symbol.asyncIterator) || isInterop(value) || isSubscribable(value)))
  );
}

export function isInterop(value: unknown): value is InteropObservable<unknown> {
  return typeof value === 'object' && hasMethod(value, Symbol.observable ?? '@@observable');
}

export function isSubscribable(value: unknown): value is SubscribableLike {
  return hasMethod(value, 'subscribe');
}

export function hasMethod<T = object>(value: unknown, name: PropertyKey): value is T {
  return typeof (value as Record<PropertyKey, unknown> | null | undefined)?.[name] === 'function';
}
