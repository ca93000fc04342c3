import { runWorker, type DoWork } from 'observable-webworker';
import { concatMap, endWith, map, range, type Observable } from 'rxjs';
import { payloadSource } from '../measure/payloads.js';
import { webWorkerGlobals } from '../measure/web-worker.js';
import type { RowsQuery } from './rows.js';

/** It has one stream for the life of a worker, so each answer has a mark at its end. */
class Rows implements DoWork<RowsQuery, unknown> {
  work(queries$: Observable<RowsQuery>): Observable<unknown> {
    return queries$.pipe(
      concatMap(({ count, payload }) => range(1, count).pipe(map(payloadSource(payload)), endWith('end'))),
    );
  }
}

await webWorkerGlobals();
runWorker(Rows);
