import { Subject, type Observable, type Observer, type Subscription } from 'rxjs';

/**
 * A Subject whose two sides are given: where `next` goes, and what subscribers see. It follows its source from the
 * first subscriber until the last one leaves, and ends with it.
 */
export class DirectedSubject<T> extends Subject<T> {
  private readonly values$: Observable<T>;
  private readonly send: (value: T) => void;
  private feed: Subscription | undefined;

  constructor(values$: Observable<T>, send: (value: T) => void) {
    super();
    this.values$ = values$;
    this.send = send;
  }

  override next(value: T): void {
    if (!this.isStopped) this.send(value);
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
