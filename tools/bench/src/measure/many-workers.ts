import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Starts workers that run one file each. The result can end them. */
export async function startWorkers(
  file: URL,
  count: number,
  meet: (worker: Worker, nth: number) => void,
): Promise<{ readonly workers: readonly Worker[]; readonly end: () => Promise<void> }> {
  const workers = Array.from({ length: count }, (_, nth) => {
    const worker = new Worker(file);
    meet(worker, nth);
    return worker;
  });
  await Promise.all(workers.map((worker) => once(worker, 'online')));
  return {
    workers,
    async end() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
