import { concatMap, lastValueFrom, Observable as RxObservable } from 'rxjs';
import { spawn, Worker } from 'threads';
import { Observable } from 'threads/observable';
import { expose } from 'threads/worker';
import type { WorkerStart } from './contender.js';

interface Rows {
  rows(): unknown;
}

export function produce(rows: () => AsyncGenerator<unknown>): void {
  expose({
    rows: () =>
      new Observable<unknown>((observer) => {
        void (async () => {
          for await (const row of rows()) observer.next(row);
          observer.complete();
        })();
      }),
  });
}

/** Its Observables have no demand: items that are not taken yet wait in the consumer's queue. */
export async function consume({ options }: WorkerStart, take: () => Promise<void>): Promise<unknown> {
  // The path is relative to the file with this call.
  const remote = await spawn<Rows>(new Worker('./producer.js', options));
  return lastValueFrom(
    new RxObservable((subscriber) => remote.rows().subscribe(subscriber)).pipe(concatMap(take)),
  );
}
