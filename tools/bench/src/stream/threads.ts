import { spawn, Thread, Worker } from 'threads';
import { localContender } from '../measure/local-contender.js';

interface Rows {
  rows(count: number): unknown;
}

export const threadsStream = localContender('threads', 'peer', async () => {
  const remote = await spawn<Rows>(new Worker('./threads-worker.js'));
  return {
    run: (operations) =>
      new Promise<void>((resolve, reject) => {
        remote.rows(operations).subscribe({ complete: resolve, error: reject });
      }),
    close: () => Thread.terminate(remote),
  };
});
