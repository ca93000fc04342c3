import { createMain } from '@culvert/core';
import { workerTransport } from '@culvert/transport-node';
import type { Contender } from '../measure/contender.js';
import { localContender } from '../measure/local-contender.js';
import { startWorkers } from '../measure/many-workers.js';
import { paced } from '../measure/paced.js';
import { payloadSource } from '../measure/payloads.js';

const culvert = localContender('Culvert', 'culvert', async ({ payload, count }) => {
  const main = createMain();
  const { end } = await startWorkers(new URL('./culvert-peer.js', import.meta.url), count, (worker) =>
    main.connect(workerTransport(worker), { kind: 'worker' }),
  );
  const tick = main.channel('tick');
  const value = payloadSource(payload);
  const received = (): Promise<void> =>
    answers(count, (answered) => {
      main.ipcMain.removeAllListeners('received').on('received', answered);
      main.channel('received').next(undefined);
    });
  await received();
  return {
    run: (operations) => paced(operations, () => tick.next(value()), received),
    close() {
      main.close();
      return end();
    },
  };
});

const raw = localContender('postMessage to each', 'platform', async ({ payload, count }) => {
  let answered = (): void => {};
  const { workers, end } = await startWorkers(new URL('./raw-peer.js', import.meta.url), count, (worker) =>
    worker.on('message', () => answered()),
  );
  const value = payloadSource(payload);
  const toAll = (message: unknown): void => {
    for (const worker of workers) worker.postMessage(message);
  };
  const received = (): Promise<void> =>
    answers(count, (one) => {
      answered = one;
      toAll('received');
    });
  await received();
  return { run: (operations) => paced(operations, () => toAll(value()), received), close: end };
});

/** Resolves when `count` peers have answered the message that `ask` sends. */
function answers(count: number, ask: (answered: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    let left = count;
    ask(() => {
      if (--left === 0) resolve();
    });
  });
}

export const broadcastContenders: readonly Contender[] = [culvert, raw];
