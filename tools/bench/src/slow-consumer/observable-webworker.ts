import { Worker } from 'node:worker_threads';
import { fromWorker, runWorker, type DoWork } from 'observable-webworker';
import { concatMap, from, lastValueFrom, NEVER, startWith, switchMap, type Observable } from 'rxjs';
import { webWorkerGlobals, webWorkerLike } from '../measure/web-worker.js';
import type { WorkerStart } from './contender.js';

export async function produce(rows: () => AsyncGenerator<unknown>): Promise<void> {
  await webWorkerGlobals();
  runWorker(
    class implements DoWork<null, unknown> {
      work(asked$: Observable<null>): Observable<unknown> {
        return asked$.pipe(switchMap(() => from(rows())));
      }
    },
  );
}

/** Its Observables have no demand: items that are not taken yet wait in the consumer's queue. */
export function consume({ file, options }: WorkerStart, take: () => Promise<void>): Promise<unknown> {
  const worker = webWorkerLike(new Worker(file, options));
  return lastValueFrom(fromWorker(() => worker, NEVER.pipe(startWith(null))).pipe(concatMap(take)));
}
