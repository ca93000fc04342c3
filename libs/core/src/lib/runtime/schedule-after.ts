import { Subscription, type SchedulerLike } from 'rxjs';
import { MAX_DELAY_MS } from './turn-scheduler.js';

/** What Node's timers have, and those of browsers do not. */
interface HasTimer {
  readonly id?: { unref?(): void };
}

/**
 * Runs work after so many ms by the clock of this scheduler; never where that is `Infinity`. A longer wait than the
 * platform's timer can keep is the longest that it can: RxJS's own schedulers would end it after 1 ms.
 */
export function scheduleAfter(scheduler: SchedulerLike, ms: number, work: () => void): Subscription {
  return ms === Infinity ? new Subscription() : scheduler.schedule(work, Math.min(ms, MAX_DELAY_MS));
}

/** The same for a wait that has no use in a process that has nothing else to do: it does not keep one alive. */
export function scheduleInBackground(scheduler: SchedulerLike, ms: number, work: () => void): Subscription {
  const action = scheduleAfter(scheduler, ms, work);
  (action as HasTimer).id?.unref?.();
  return action;
}
