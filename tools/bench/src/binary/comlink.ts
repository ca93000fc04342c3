import { parentPort, type Worker } from 'node:worker_threads';
import { expose, transfer, wrap } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';
import type { Parameters } from '../measure/contender.js';
import type { Drive } from '../measure/worker-contender.js';

const functions = { size: (value: Uint8Array) => value.byteLength };

export function host(worker: Worker): void {
  expose(functions, nodeEndpoint(worker));
}

export function drive({ count }: Parameters): Drive {
  const remote = wrap<typeof functions>(nodeEndpoint(parentPort!));
  return async (operations) => {
    for (let n = 0; n < operations; n++) {
      const bytes = new Uint8Array(count);
      await remote.size(transfer(bytes, [bytes.buffer]));
    }
  };
}
