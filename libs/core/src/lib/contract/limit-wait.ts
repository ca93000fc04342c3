import { CulvertError } from '@culvert/protocol';
import { Observable, type SchedulerLike } from 'rxjs';
import { reasonOf, type AbortSignalLike } from '../exchange/abort.js';
import { MAX_DELAY_MS } from '../turn-scheduler.js';

/** How long a call or stream may take. */
export interface WaitLimits {
  readonly signal?: AbortSignalLike | undefined;
  /** In ms, from the subscription to the end. */
  readonly timeout?: number | undefined;
}

/** Fails with the signal's reason, or `ERR_CULVERT_TIMEOUT`; and the producer hears of it. */
export function limitWait<T>(
  source$: Observable<T>,
  channel: string,
  { signal, timeout }: WaitLimits,
  scheduler: SchedulerLike,
): Observable<T> {
  if (signal === undefined && timeout === undefined) return source$;
  return new Observable((subscriber) => {
    if (signal?.aborted === true) {
      subscriber.error(reasonOf(signal));
      return;
    }
    if (signal !== undefined) {
      const abort = () => subscriber.error(reasonOf(signal));
      signal.addEventListener('abort', abort);
      subscriber.add(() => signal.removeEventListener('abort', abort));
    }
    if (timeout !== undefined) {
      const expire = () =>
        subscriber.error(
          new CulvertError('ERR_CULVERT_TIMEOUT', `'${channel}': not done after ${timeout} ms.`),
        );
      subscriber.add(scheduler.schedule(expire, Math.min(timeout, MAX_DELAY_MS)));
    }
    if (!subscriber.closed) subscriber.add(source$.subscribe(subscriber));
  });
}
