import { CulvertError, checkDuration } from '@culvert/protocol';
import { Observable, Subscription, type SchedulerLike } from 'rxjs';
import { attempt } from '../runtime/attempt.js';
import { reasonOf, type AbortSignalLike } from '../runtime/abort-signal.js';
import { onAbort } from '../runtime/on-abort.js';
import { subscribeLinked } from '../rpc/subscribe-linked.js';
import { scheduleAfter } from '../runtime/schedule-after.js';

/** How long a call or stream may take. */
export interface WaitLimits {
  readonly signal?: AbortSignalLike | undefined;
  /** In ms, from the subscription to the end. */
  readonly timeout?: number | undefined;
}

/**
 * Fails with the signal's reason, or `ERR_CULVERT_TIMEOUT`; and the producer hears of it.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a timeout that is no time
 */
export function limitWait<T>(
  source$: Observable<T>,
  channel: string,
  { signal, timeout }: WaitLimits,
  scheduler: SchedulerLike,
): Observable<T> {
  if (timeout !== undefined) checkDuration(`'${channel}': timeout`, timeout);
  if (signal === undefined && timeout === undefined) return source$;
  return new Observable((subscriber) => {
    if (signal?.aborted === true) {
      subscriber.error(reasonOf(signal));
      return;
    }
    const source = new Subscription();
    // The producer first: what its consumer lets go of when it hears of the end is no demand for more.
    const fail = (error: unknown) => {
      attempt(() => source.unsubscribe());
      subscriber.error(error);
    };
    if (signal !== undefined) {
      subscriber.add(onAbort(signal, () => fail(reasonOf(signal))));
    }
    if (timeout !== undefined) {
      const expire = () =>
        fail(new CulvertError('ERR_CULVERT_TIMEOUT', `'${channel}': not done after ${timeout} ms.`));
      subscriber.add(scheduleAfter(scheduler, timeout, expire));
    }
    if (subscriber.closed) return;
    subscriber.add(source);
    const linked = subscribeLinked(source$, subscriber, (value) => subscriber.next(value));
    source.add(linked);
  });
}
