import { parentPort, type Worker } from 'node:worker_threads';
import { expose, transfer, wrap } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import type { Drive } from '../measure/worker-contender.js';
import { BYTES } from './bytes.js';

const functions = { size: (value: Uint8Array) => value.byteLength };

export function host(worker: Worker): void {
  expose(functions, nodeEndpoint(worker));
}

export function drive(): Drive {
  const remote = wrap<typeof functions>(nodeEndpoint(parentPort!));
  return async (operations) => {
    for (let n = 0; n < operations; n++) {
      const bytes = new Uint8Array(BYTES);
      await remote.size(transfer(bytes, [bytes.buffer]));
    }
  };
}
