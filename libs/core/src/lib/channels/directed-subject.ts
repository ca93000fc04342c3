import { ObjectUnsubscribedError, type Observable, type Observer, type Subscription } from 'rxjs';
import { GuardedSubject } from '../runtime/guarded-subject.js';

/**
 * A Subject made of two parts: a function for `next`, and a source for its subscribers. It subscribes to its source from
 * the first subscriber until the last one leaves, and ends with it.
 */
export class DirectedSubject<T> extends GuardedSubject<T> {
  private readonly values$: Observable<T>;
  private readonly send: (value: T) => void;
  private feed: Subscription | undefined;

  constructor(values$: Observable<T>, send: (value: T) => void) {
    super();
    this.values$ = values$;
    this.send = send;
  }

  /** @throws ObjectUnsubscribedError after `unsubscribe()`, like any Subject */
  override next(value: T): void {
    if (this.closed) throw new ObjectUnsubscribedError();
    if (!this.isStopped) this.send(value);
  }

  /** Ends only this Subject. Its source goes on. */
  override unsubscribe(): void {
    super.unsubscribe();
    this.leave();
  }

  override subscribe(
    observerOrNext?: Partial<Observer<T>> | ((value: T) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    const subscriber = super.subscribe(observerOrNext as (value: T) => void, error, complete);
    if (subscriber.closed) return subscriber;
    subscriber.add(() => this.leave());
    this.feed ??= this.values$.subscribe({
      next: (value) => super.next(value),
      error: (reason: unknown) => super.error(reason),
      complete: () => super.complete(),
    });
    return subscriber;
  }

  private leave(): void {
    if (this.observed) return;
    this.feed?.unsubscribe();
    this.feed = undefined;
  }
}
