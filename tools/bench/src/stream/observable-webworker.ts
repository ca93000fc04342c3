import { Worker } from 'node:worker_threads';
import { fromWorker } from 'observable-webworker';
import { Subject } from 'rxjs';
import type { Parameters } from '../measure/contender.js';
import type { LocalRun } from '../measure/local-contender.js';
import { webWorkerLike } from '../measure/web-worker.js';
import type { RowsQuery } from './rows.js';

export function start({ payload }: Parameters): LocalRun {
  const worker = webWorkerLike(new Worker(new URL('./observable-webworker-worker.js', import.meta.url)));
  const queries$ = new Subject<RowsQuery>();
  let onEnd = (): void => {};
  const rows = fromWorker<RowsQuery, unknown>(() => worker, queries$).subscribe((row) => {
    if (row === 'end') onEnd();
  });
  return {
    run: (count) =>
      new Promise<void>((resolve) => {
        onEnd = resolve;
        queries$.next({ count, payload });
      }),
    close: () => rows.unsubscribe(),
  };
}
