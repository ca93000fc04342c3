import { spawn, Thread, Worker } from 'threads';
import type { Parameters } from '../measure/contender.js';
import type { LocalRun } from '../measure/local-contender.js';
import type { RowsQuery } from './rows.js';

interface Rows {
  rows(query: RowsQuery): unknown;
}

export async function start({ payload }: Parameters): Promise<LocalRun> {
  const remote = await spawn<Rows>(new Worker('./threads-worker.js'));
  return {
    run: (count) =>
      new Promise<void>((resolve, reject) => {
        remote.rows({ count, payload }).subscribe({ complete: resolve, error: reject });
      }),
    close: () => Thread.terminate(remote),
  };
}
