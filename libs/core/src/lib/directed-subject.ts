import { Subject, type Observable, type Observer, type Subscription } from 'rxjs';

/** A Subject whose two sides are given: where `next` goes, and what subscribers see. */
export class DirectedSubject<T> extends Subject<T> {
  private readonly values$: Observable<T>;
  private readonly send: (value: T) => void;

  constructor(values$: Observable<T>, send: (value: T) => void) {
    super();
    this.values$ = values$;
    this.send = send;
  }

  override next(value: T): void {
    if (!this.isStopped) this.send(value);
  }

  override subscribe(observerOrNext?: Partial<Observer<T>> | ((value: T) => void) | null): Subscription {
    const subscriber = super.subscribe(observerOrNext as Partial<Observer<T>>);
    if (!subscriber.closed) subscriber.add(this.values$.subscribe(observerOrNext as Partial<Observer<T>>));
    return subscriber;
  }
}
