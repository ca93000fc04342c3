/** Starts a worker for each peer and records what each keeps of the same error. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { createMain } from '@culvert/core';
import { call, defineContract, wrap } from '@culvert/core/contract';
import { createBirpc } from 'birpc';
import * as comlink from 'comlink';
import { endpointOf } from './comlink-endpoint.js';
import { workerTransport } from '../src/index.js';
import { describe } from './thrown-error.js';

type Fails = { fail(): Promise<never> };

const ask: Readonly<Record<string, (worker: Worker) => Promise<unknown>>> = {
  postMessage: async (worker) => {
    const [error] = (await once(worker, 'message')) as [unknown];
    throw error;
  },
  comlink: (worker) => comlink.wrap<Fails>(endpointOf(worker)).fail(),
  birpc: (worker) =>
    createBirpc<Fails>(
      {},
      { post: (data) => worker.postMessage(data), on: (receive) => worker.on('message', receive) },
    ).fail(),
  culvert: (worker) => {
    const webContents = createMain().connect(workerTransport(worker), { kind: 'worker' });
    return wrap(webContents, defineContract({ fail: call<void, void>() })).fail();
  },
};

async function askFor(peer: string): Promise<unknown> {
  const worker = new Worker(process.argv[2]!, { workerData: peer });
  try {
    await ask[peer]!(worker);
    return 'nothing was thrown';
  } catch (error) {
    return describe(error);
  } finally {
    await worker.terminate();
  }
}

const rows: Record<string, unknown> = {};
for (const peer of Object.keys(ask)) rows[peer] = await askFor(peer);
process.send?.(rows);
