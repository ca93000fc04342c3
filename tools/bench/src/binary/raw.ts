import { once } from 'node:events';
import { parentPort, type Worker } from 'node:worker_threads';
import type { Parameters } from '../measure/contender.js';
import type { Drive } from '../measure/worker-contender.js';

export function host(worker: Worker): void {
  worker.on('message', (value: Uint8Array) => worker.postMessage(value.byteLength));
}

export function drive({ count }: Parameters): Drive {
  return async (operations) => {
    for (let n = 0; n < operations; n++) {
      const answer = once(parentPort!, 'message');
      parentPort!.postMessage(new Uint8Array(count));
      await answer;
    }
  };
}
