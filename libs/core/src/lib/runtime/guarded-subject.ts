import { Subject } from 'rxjs';
import { reportUncaught } from './report-uncaught.js';

/**
 * A Subject that protects its subscribers, and the emitting code, from errors of other subscribers. RxJS reports errors
 * of a subscriber's callbacks, but not errors of finalizers. Those run within `next` and `complete` as well.
 */
export class GuardedSubject<T> extends Subject<T> {
  override next(value: T): void {
    if (this.isStopped) return;
    // A copy: an observer that subscribes during the emission gets only the next value.
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
    // All observers are told already. This call is for observers that subscribe later.
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
