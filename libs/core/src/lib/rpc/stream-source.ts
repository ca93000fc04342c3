import { isObservable, type InteropObservable, type Observable } from 'rxjs';
import type { AbortSignalLike } from '../runtime/abort-signal.js';

/** The Observable of the platform, or an object like it: https://wicg.github.io/observable/ */
export interface SubscribableLike<T = unknown> {
  /** Subscribes until the signal aborts. */
  subscribe(
    observer: { next(value: T): void; error(error: unknown): void; complete(): void },
    options: { readonly signal: AbortSignalLike },
  ): unknown;
}

/** A source of items for an input. A string or an array is not one, because an input may be a plain value as well. */
export type StreamInput<T> =
  Observable<T> | InteropObservable<T> | SubscribableLike<T> | AsyncIterable<T> | IterableIterator<T>;

/** The return value of a stream handler. A source that can be paused is paused when demand is missing. */
export type StreamSource<T> = Streamed<T> | PromiseLike<Streamed<T>>;

type Streamed<T> = StreamInput<T> | (Iterable<T> & object);

/** Tells if an input is sent item by item. Such an input cannot be sent as one value. */
export function isStreamInput(input: unknown): boolean {
  return isManyValues(input) || (hasMethod(input, Symbol.iterator) && hasMethod(input, 'next'));
}

/** Tells if a value is an Observable or an AsyncIterable of any library. Such a value cannot answer a call. */
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
