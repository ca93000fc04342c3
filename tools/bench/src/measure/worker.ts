// The worker of a `workerContender`. It reports that it is ready, runs its orders, and answers with
// the time of each.
import { workerData, type MessagePort } from 'node:worker_threads';
import type { WorkerHalves, WorkerOrder } from './worker-contender.js';

const { order, control } = workerData as { readonly order: WorkerOrder; readonly control: MessagePort };
const { drive } = (await import(order.module)) as WorkerHalves;
const run = await drive(order.parameters);

control.on('message', (operations: number) => {
  void (async () => {
    const start = performance.now();
    await run(operations);
    control.postMessage(performance.now() - start);
  })();
});
control.postMessage('ready');
