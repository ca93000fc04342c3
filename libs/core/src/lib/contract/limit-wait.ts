import { CulvertError, checkDuration } from '@culvert/protocol';
import { Observable, type SchedulerLike } from 'rxjs';
import { reasonOf, type AbortSignalLike } from '../exchange/abort.js';
import { onAbort } from '../exchange/on-abort.js';
import { scheduleAfter } from '../schedule-after.js';

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
    if (signal !== undefined) {
      subscriber.add(onAbort(signal, () => subscriber.error(reasonOf(signal))));
    }
    if (timeout !== undefined) {
      const expire = () =>
        subscriber.error(
          new CulvertError('ERR_CULVERT_TIMEOUT', `'${channel}': not done after ${timeout} ms.`),
        );
      subscriber.add(scheduleAfter(scheduler, timeout, expire));
    }
    if (!subscriber.closed) subscriber.add(source$.subscribe(subscriber));
  });
}
