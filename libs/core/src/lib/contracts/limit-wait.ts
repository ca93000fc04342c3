import { CulvertError, checkDuration, invalidArgument } from '@culvert/protocol';
import { Observable, Subscription, type SchedulerLike } from 'rxjs';
import { attempt } from '../runtime/attempt.js';
import { reasonOf, type AbortSignalLike } from '../runtime/abort-signal.js';
import { onAbort } from '../runtime/on-abort.js';
import { subscribeLinked } from '../rpc/subscribe-linked.js';
import { scheduleAfter } from '../runtime/schedule-after.js';

/** Limits the time of a call or stream. */
export interface WaitLimits {
  readonly signal?: AbortSignalLike | undefined;
  /** In ms, from the subscription to the end. */
  readonly timeout?: number | undefined;
}

/**
 * Fails with the reason of the signal, or with `ERR_CULVERT_TIMEOUT`. The producer is told as well.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for an invalid timeout
 */
export function limitWait<T>(
  source$: Observable<T>,
  channel: string,
  { signal, timeout }: WaitLimits,
  scheduler: SchedulerLike,
): Observable<T> {
  if (timeout !== undefined) checkDuration(`'${channel}': timeout`, timeout);
  if (signal !== undefined && !(signal as Partial<AbortSignalLike> | null)?.addEventListener)
    throw invalidArgument(`'${channel}': signal must be an AbortSignal.`);
  if (signal === undefined && timeout === undefined) return source$;
  return new Observable((subscriber) => {
    if (signal?.aborted === true) {
      subscriber.error(reasonOf(signal));
      return;
    }
    const source = new Subscription();
    // The producer is left first. Otherwise the items that the consumer releases at its end would count as new demand.
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
