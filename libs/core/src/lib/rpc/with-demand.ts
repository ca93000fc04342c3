import { checkCount } from '@culvert/protocol';
import { Observable, from, map, mergeMap, type ObservableInput, type OperatorFunction } from 'rxjs';
import { emitWithin, type Claim, type Origin, type Scope } from './credit.js';
import { remoteSourceOf } from './remote-stream.js';
import { subscribeLinked } from './subscribe-linked.js';

/**
 * `mergeMap` that shows demand: an item of a remote stream counts as consumed when its inner Observable has ended, so
 * the producer is never more than the high water mark ahead of that. Between the remote stream and this, only
 * operators that pass an item on within the call (`map`, `filter`, `retry`, `share`) keep the tie, and so does another
 * `withDemand`: the item is consumed when the last of them has done with it. `concurrency` defaults to 1.
 * On any other Observable it is `mergeMap`.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a concurrency that would take no item, or is no number
 * @example
 * api.rows(query, { highWaterMark: 8 }).pipe(withDemand((row) => insert(row), { concurrency: 2 })).subscribe();
 */
export function withDemand<T, R>(
  project: (item: T, index: number) => ObservableInput<R>,
  { concurrency = 1 }: { readonly concurrency?: number | undefined } = {},
): OperatorFunction<T, R> {
  if (concurrency !== Infinity) checkCount('withDemand: concurrency', concurrency, 1);
  return (source$) => {
    const stream = remoteSourceOf(source$);
    if (stream === undefined) return source$.pipe(mergeMap(project, concurrency));
    const projected$ = new Observable<R>((subscriber) => {
      const claims = new Set<Claim>();
      // Items that have come, and whose turn has not; and those that are worked on.
      let waiting = 0;
      let working = 0;
      const hasRoom = () => waiting === 0 && working < concurrency && !subscriber.closed;
      // Another subscription brings the items after a retry.
      let origin: Origin | undefined;
      const done = (claim: Claim) => {
        working--;
        claims.delete(claim);
        claim.release();
      };
      const source = source$
        .pipe(
          // Claimed as it comes: mergeMap may keep it until it has room.
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
      // Those of items that wait for their turn, too: others may still consume the same stream. Behind the end of the
      // source, whose producer would send more for a consumer that leaves.
      source.add(() => {
        for (const claim of claims) claim.release();
      });
      return source;
    });
    // As operators of RxJS do, for those behind this one.
    projected$.source = source$;
    return projected$;
  };
}

/** What comes of an item is that item still, for those behind. */
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
