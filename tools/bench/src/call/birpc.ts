import { parentPort, type Worker } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import type { Parameters } from '../measure/contender.js';
import { inFlight } from '../measure/in-flight.js';
import { payloadSource } from '../measure/payloads.js';
import type { Drive } from '../measure/worker-contender.js';

const functions = { echo: (value: unknown) => value };

export function host(worker: Worker): void {
  createBirpc(functions, {
    post: (data) => worker.postMessage(data),
    on: (listener) => worker.on('message', listener),
  });
}

export function drive({ payload, inFlight: width }: Parameters): Drive {
  const rpc = createBirpc<typeof functions>(
    {},
    {
      post: (data) => parentPort!.postMessage(data),
      on: (listener) => parentPort!.on('message', listener),
    },
  );
  const value = payloadSource(payload);
  return (operations) => inFlight(operations, width, () => rpc.echo(value()));
}
