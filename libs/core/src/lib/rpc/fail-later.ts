import type { SchedulerLike, Subscriber } from 'rxjs';
import { scheduleAfter } from '../runtime/schedule-after.js';

/**
 * How a subscription fails that has ended where it began: in a later turn. One that fails within the call that
 * subscribes is subscribed to again within that call by `retry()`, and so on: this process would never do anything else
 * once its peer is gone.
 */
export function failLater(scheduler: SchedulerLike, subscriber: Subscriber<unknown>, fail: () => void): void {
  subscriber.add(scheduleAfter(scheduler, RETRY_MS, fail));
}

/** A turn that is a microtask would come before all that waits outside. */
const RETRY_MS = 1;

/** Fails now, or later where the same moment has opened what fails. */
export function failSince(
  openedAt: number,
  scheduler: SchedulerLike,
  subscriber: Subscriber<unknown>,
  fail: () => void,
): void {
  if (scheduler.now() > openedAt) fail();
  else failLater(scheduler, subscriber, fail);
}
