import {
  finalize,
  from,
  map,
  mergeMap,
  type Observable,
  type ObservableInput,
  type OperatorFunction,
} from 'rxjs';
import { RemoteStream } from './remote-stream.js';

/**
 * `mergeMap` that shows demand: an item of a remote stream counts as consumed when its inner Observable has ended, so
 * the producer is never more than the high water mark ahead of that. Between the remote stream and this, only
 * operators that pass an item on within the call (`map`, `filter`, `retry`) keep the tie. `concurrency` defaults to 1.
 * On any other Observable it is `mergeMap`.
 *
 * @example
 * api.rows(query, { highWaterMark: 8 }).pipe(withDemand((row) => insert(row), { concurrency: 2 })).subscribe();
 */
export function withDemand<T, R>(
  project: (item: T, index: number) => ObservableInput<R>,
  { concurrency = 1 }: { readonly concurrency?: number } = {},
): OperatorFunction<T, R> {
  return (source$) => {
    const stream = remoteSourceOf(source$);
    return source$.pipe(
      // Claimed as it comes: mergeMap may keep it until it has room.
      map((item) => ({ item, consumed: stream?.claim() })),
      mergeMap(({ item, consumed }, index) => {
        const inner$ = from(project(item, index));
        return consumed === undefined ? inner$ : inner$.pipe(finalize(consumed));
      }, concurrency),
    );
  };
}

/** Operators of RxJS leave their source in `source`. */
function remoteSourceOf(source$: Observable<unknown>): RemoteStream<unknown> | undefined {
  let current: Observable<unknown> | undefined = source$;
  while (current !== undefined && !(current instanceof RemoteStream)) {
    current = (current as { readonly source?: Observable<unknown> }).source;
  }
  return current;
}
