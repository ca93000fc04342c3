import { parentPort, type Worker } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import type { Parameters } from '../measure/contender.js';
import { paced } from '../measure/paced.js';
import { payloadSource } from '../measure/payloads.js';
import type { Drive } from '../measure/worker-contender.js';

interface Functions {
  report(value: unknown): void;
  received(): number;
}

export function host(worker: Worker): void {
  let received = 0;
  const functions: Functions = { report: () => void received++, received: () => received };
  createBirpc(functions, {
    post: (data) => worker.postMessage(data),
    on: (listener) => worker.on('message', listener),
  });
}

export function drive({ payload }: Parameters): Drive {
  const value = payloadSource(payload);
  const rpc = createBirpc<Functions>(
    {},
    {
      post: (data) => parentPort!.postMessage(data),
      on: (listener) => parentPort!.on('message', listener),
    },
  );
  return (operations) =>
    paced(
      operations,
      () => void rpc.report.asEvent(value()),
      () => rpc.received(),
    );
}
