import { Subscriber, type Observable } from 'rxjs';

/**
 * Subscribes on behalf of a subscriber, but passes the items to `next`. The inner subscriber exists before the source
 * runs, and ends with the outer one. So even a source without an end stops within the call.
 *
 * @returns the inner subscriber: `unsubscribe()` ends it
 */
export function subscribeLinked<T>(
  source$: Observable<T>,
  subscriber: Subscriber<unknown>,
  next: (value: T) => void,
  ends: Ends = subscriber,
): Subscriber<T> {
  const linked = new Linked(next, ends);
  subscriber.add(linked);
  source$.subscribe(linked);
  return linked;
}

interface Ends {
  error(error: unknown): void;
  complete(): void;
}

/** An error thrown by `next` goes to the source, as with an operator. Errors and completion are passed on. */
class Linked<T> extends Subscriber<T> {
  private readonly take: (value: T) => void;
  private readonly ends: Ends;

  constructor(take: (value: T) => void, ends: Ends) {
    super();
    this.take = take;
    this.ends = ends;
  }

  protected override _next(value: T): void {
    this.take(value);
  }

  protected override _error(error: unknown): void {
    try {
      this.ends.error(error);
    } finally {
      this.unsubscribe();
    }
  }

  protected override _complete(): void {
    try {
      this.ends.complete();
    } finally {
      this.unsubscribe();
    }
  }
}
