import type { Worker } from 'node:worker_threads';
import { createMain, createRenderer } from '@culvert/core';
import { defineContract, expose, stream, wrap, type StreamSource } from '@culvert/core/contract';
import { parentTransport, workerTransport } from '@culvert/transport-node';
import type { Parameters } from '../measure/contender.js';
import type { Drive } from '../measure/worker-contender.js';
import type { RowsQuery } from './rows.js';

const contract = defineContract({ rows: stream<RowsQuery, unknown>() });

/** An Observable cannot be paused, so all its items may wait, as with the peers. */
const UNBOUNDED = Number.MAX_SAFE_INTEGER;

/** Main's half, for any kind of source. */
export function hostRows(worker: Worker, rows: (query: RowsQuery) => StreamSource<unknown>): () => void {
  const main = createMain({ limits: { bufferedItems: UNBOUNDED, queuedBytes: UNBOUNDED } });
  expose(main, contract, { rows });
  main.connect(workerTransport(worker), { kind: 'worker' });
  return () => void main.close();
}

export async function drive({ payload }: Parameters): Promise<Drive> {
  const renderer = createRenderer(parentTransport());
  await renderer.ready;
  const api = wrap(renderer, contract);
  return (count) =>
    new Promise<void>((complete, error) => {
      api.rows({ count, payload }, { bufferSize: UNBOUNDED }).subscribe({ complete, error });
    });
}
