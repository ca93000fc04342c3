import { makingPromises, subscribed, type PromiseMaker } from '@culvert/core/internal';
import { invalidArgument } from '@culvert/protocol';
import { Observable, ReplaySubject, isObservable, of, throwError } from 'rxjs';
import { isThenable } from '../is-thenable.js';

/** Counts the sync requests of a test. */
export interface SyncRequests {
  readonly requests: number;
}

/**
 * Runs a function that makes a call, and returns the answer as an Observable. So the answer of a promise arrives in
 * virtual time. Its rejection counts as handled. To unsubscribe cancels the call. Virtual time passes while the function
 * waits for the answer of a sync request.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a function that makes no call, or returns another promise
 */
export function answerOf(user: string, makeCall: () => unknown, sync: SyncRequests): Observable<unknown> {
  if (typeof makeCall !== 'function')
    throw invalidArgument(`${user} needs a function that makes a call: ${user}(() => api.double(2)).`);
  const answers = new Map<unknown, Observable<unknown>>();
  const maker: PromiseMaker = <T>(answer$: Observable<T>) => {
    const seen = new ReplaySubject<T>();
    const call = answer$.subscribe(seen);
    const promise = subscribed(seen);
    ignoreRejection(promise);
    const shown$ = new Observable<T>((subscriber) => {
      subscriber.add(call);
      return seen.subscribe(subscriber);
    });
    answers.set(promise, shown$);
    return promise;
  };
  const { requests } = sync;
  let result: unknown;
  try {
    result = makingPromises(maker, makeCall);
  } catch (error) {
    if (sync.requests > requests) return throwError(() => error);
    throw error;
  }
  if (isObservable(result)) return result;
  if (answers.size === 0 && sync.requests > requests && !isThenable(result)) return of(result);
  ignoreRejection(result);
  const answer$ = answers.get(result);
  if (answer$ !== undefined) return answer$;
  const calls = answers.size === 1 ? 'a call' : `${answers.size} calls`;
  throw invalidArgument(
    answers.size === 0
      ? `${user}: the function has made no call. Call a member of a contract, ipcRenderer.invoke or sendSync in it, before any await, or return an Observable.`
      : `${user}: the function has made ${calls}, but has not returned the promise of one. Return that itself, without async, await or then: what code does with the answer there has no virtual time. Use operators of RxJS on call$, or runIpcAsync.`,
  );
}

function ignoreRejection(result: unknown): void {
  Promise.resolve(result).catch(() => undefined);
}
