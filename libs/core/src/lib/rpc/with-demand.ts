import { checkCount, checkObject, invalidArgument } from '@culvert/protocol';
import { Observable, from, map, mergeMap, type ObservableInput, type OperatorFunction } from 'rxjs';
import { emitWithin, type Claim, type Origin, type Scope } from './credit.js';
import { remoteSourceOf } from './remote-stream.js';
import { subscribeLinked } from './subscribe-linked.js';

/**
 * `mergeMap` with backpressure: an item of a remote stream counts as consumed when its inner Observable has ended. So
 * the producer is never ahead by more than the high-water mark. Operators before it must pass an item on within the
 * call (`map`, `filter`, `retry`, `share`), or this does not work. Another `withDemand` is allowed as well: the item is
 * consumed when the last one has finished with it. `concurrency` defaults to 1. On any other Observable it is plain
 * `mergeMap`.
 *
 * @param project makes the inner Observable of an item
 * @param options `concurrency`: how many inner Observables run at a time
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` without a function, and for a concurrency that is below 1 or not a
 * number
 * @example
 * api.rows(query, { highWaterMark: 8 }).pipe(withDemand((row) => insert(row), { concurrency: 2 })).subscribe();
 */
export function withDemand<T, R>(
  project: (item: T, index: number) => ObservableInput<R>,
  options: { readonly concurrency?: number | undefined } = {},
): OperatorFunction<T, R> {
  if (typeof project !== 'function') throw invalidArgument('withDemand needs a function of an item.');
  checkObject('withDemand: options', options);
  const { concurrency = 1 } = options;
  if (concurrency !== Infinity) checkCount('withDemand: concurrency', concurrency, 1);
  return (source$) => {
    const stream = remoteSourceOf(source$);
    if (stream === undefined) return source$.pipe(mergeMap(project, concurrency));
    const projected$ = new Observable<R>((subscriber) => {
      const claims = new Set<Claim>();
      // Items that have arrived and wait in `mergeMap`.
      let waiting = 0;
      // Items with a running inner Observable.
      let working = 0;
      const hasRoom = () => waiting === 0 && working < concurrency && !subscriber.closed;
      // After a retry, another subscription delivers the items.
      let origin: Origin | undefined;
      const done = (claim: Claim) => {
        working--;
        claims.delete(claim);
        claim.release();
      };
      const source = source$
        .pipe(
          // Claimed on arrival, because `mergeMap` may keep the item until it has room.
          map((item) => {
            const claim = stream.claim();
            if (claim !== undefined) {
              claims.add(claim);
              if (claim.origin !== origin) (origin = claim.origin).addConsumer(hasRoom);
            }
            waiting++;
            return { item, claim };
          }),
          mergeMap(({ item, claim }, index) => {
            waiting--;
            const inner$ = from(project(item, index));
            if (claim === undefined) return inner$;
            working++;
            return emitAs(inner$, stream, claim, done);
          }, concurrency),
        )
        .subscribe(subscriber);
      // Releases all claims, because other consumers may still use the same stream. This runs after the source has
      // ended. Before that, its producer would send more items for a consumer that leaves.
      source.add(() => {
        for (const claim of claims) claim.release();
      });
      return source;
    });
    // Operators of RxJS set `source` as well. The next operators find the remote stream by it.
    projected$.source = source$;
    return projected$;
  };
}

/** Emits the results of an item as that item, so that the next operators can claim it. */
function emitAs<R>(
  inner$: Observable<R>,
  scope: Scope,
  claim: Claim,
  done: (claim: Claim) => void,
): Observable<R> {
  return new Observable((subscriber) => {
    subscriber.add(() => done(claim));
    subscribeLinked(inner$, subscriber, (value) => emitWithin(scope, claim, subscriber, value));
  });
}
