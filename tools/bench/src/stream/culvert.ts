import type { Worker } from 'node:worker_threads';
import { createMain, createRenderer, expose, wrap } from '@culvert/core';
import { parentTransport, workerTransport } from '@culvert/transport-node';
import { payloadSource } from '../measure/payloads.js';
import type { Drive } from '../measure/worker-contender.js';
import { rowsContract } from './culvert-contract.js';

export function host(worker: Worker): () => void {
  const main = createMain();
  const value = payloadSource('small');
  expose(main, rowsContract, {
    async *rows(count) {
      for (let n = 0; n < count; n++) yield value();
    },
  });
  main.connect(workerTransport(worker), { kind: 'worker' });
  return () => main.close();
}

export async function drive(): Promise<Drive> {
  const renderer = createRenderer(parentTransport());
  await renderer.ready;
  const api = wrap(renderer, rowsContract);
  return (operations) =>
    new Promise<void>((complete, error) => {
      api.rows(operations).subscribe({ complete, error });
    });
}
