import type { SchedulerLike, Subscriber } from 'rxjs';
import { scheduleAfter } from '../runtime/schedule-after.js';

/**
 * Fails a subscription in a later turn. If it failed within the call that subscribes, `retry()` would subscribe again
 * within that call, without end. Once its peer is gone, this process would never do anything else.
 */
export function failLater(scheduler: SchedulerLike, subscriber: Subscriber<unknown>, fail: () => void): void {
  subscriber.add(scheduleAfter(scheduler, RETRY_MS, fail));
}

/** A timer, because a microtask would run before all events that wait outside. */
const RETRY_MS = 1;

/** Fails at once, or in a later turn if the call was opened at this very moment. */
export function failSince(
  openedAt: number,
  scheduler: SchedulerLike,
  subscriber: Subscriber<unknown>,
  fail: () => void,
): void {
  if (scheduler.now() > openedAt) fail();
  else failLater(scheduler, subscriber, fail);
}
