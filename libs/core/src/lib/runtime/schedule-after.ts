import { Subscription, type SchedulerLike } from 'rxjs';
import { MAX_DELAY_MS } from './turn-scheduler.js';

/** The part of a timer that only Node has. */
interface HasTimer {
  readonly id?: { unref?(): void };
}

/**
 * Runs work after so many ms by the clock of this scheduler. With `Infinity` it never runs. A wait that is too long for
 * the platform's timer is cut to the longest possible one. Otherwise the schedulers of RxJS would end it after 1 ms.
 */
export function scheduleAfter(scheduler: SchedulerLike, ms: number, work: () => void): Subscription {
  return ms === Infinity ? new Subscription() : scheduler.schedule(work, Math.min(ms, MAX_DELAY_MS));
}

/** The same, but the wait does not keep a process alive that has nothing else to do. */
export function scheduleInBackground(scheduler: SchedulerLike, ms: number, work: () => void): Subscription {
  const action = scheduleAfter(scheduler, ms, work);
  (action as HasTimer).id?.unref?.();
  return action;
}
