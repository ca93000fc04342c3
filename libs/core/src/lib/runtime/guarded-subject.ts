import { Subject } from 'rxjs';
import { reportUncaught } from './report-uncaught.js';

/**
 * A Subject whose subscribers cannot harm each other, nor the one who emits. RxJS reports what a subscriber's own
 * callbacks throw, and lets through what finalizers throw: those run within `next` and `complete` as well.
 */
export class GuardedSubject<T> extends Subject<T> {
  override next(value: T): void {
    if (this.isStopped) return;
    // Those of now: who subscribes meanwhile gets the next one.
    for (const observer of this.observers.slice()) {
      try {
        observer.next(value);
      } catch (error) {
        reportUncaught(error);
      }
    }
  }

  override complete(): void {
    if (this.isStopped) return;
    const observers = this.observers.splice(0);
    // Nobody is left to be told: this is for those who subscribe later.
    super.complete();
    for (const observer of observers) {
      try {
        observer.complete();
      } catch (error) {
        reportUncaught(error);
      }
    }
  }
}
