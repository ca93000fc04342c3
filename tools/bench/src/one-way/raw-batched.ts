import { once } from 'node:events';
import { parentPort, type Worker } from 'node:worker_threads';
import type { Parameters } from '../measure/contender.js';
import { SENDS_PER_TURN, paced } from '../measure/paced.js';
import { payloadSource, payloadVariety } from '../measure/payloads.js';
import type { Drive } from '../measure/worker-contender.js';

export function host(worker: Worker): void {
  let received = 0;
  worker.on('message', (message: unknown) => {
    if (message === 'received') worker.postMessage(received);
    else for (const _ of message as unknown[]) received++;
  });
}

export function drive({ payload }: Parameters): Drive {
  const value = payloadSource(payload);
  // A clone writes equal references in a batch only once, so no value is in the batch twice.
  const length = Math.min(SENDS_PER_TURN, payloadVariety(payload));
  let batch: unknown[] = [];
  const flush = (): void => {
    parentPort!.postMessage(batch);
    batch = [];
  };
  return (operations) =>
    paced(
      operations,
      () => {
        batch.push(value());
        if (batch.length === length) flush();
      },
      () => {
        flush();
        const answer = once(parentPort!, 'message');
        parentPort!.postMessage('received');
        return answer;
      },
    );
}
