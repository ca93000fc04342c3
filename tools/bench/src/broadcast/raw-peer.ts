import { parentPort } from 'node:worker_threads';

let received = 0;
parentPort!.on('message', (message: unknown) => {
  if (message === 'received') parentPort!.postMessage(received);
  else received++;
});
