import { once } from 'node:events';
import { parentPort, type Worker } from 'node:worker_threads';
import type { Parameters } from '../measure/contender.js';
import { paced } from '../measure/paced.js';
import { payloadSource } from '../measure/payloads.js';
import type { Drive } from '../measure/worker-contender.js';

export function host(worker: Worker): void {
  let received = 0;
  worker.on('message', (message: unknown) => {
    if (message === 'received') worker.postMessage(received);
    else received++;
  });
}

export function drive({ payload }: Parameters): Drive {
  const value = payloadSource(payload);
  return (operations) =>
    paced(
      operations,
      () => parentPort!.postMessage(value()),
      () => {
        const answer = once(parentPort!, 'message');
        parentPort!.postMessage('received');
        return answer;
      },
    );
}
