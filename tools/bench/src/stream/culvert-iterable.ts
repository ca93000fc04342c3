import type { Worker } from 'node:worker_threads';
import { payloadSource } from '../measure/payloads.js';
import { hostRows } from './culvert-rows.js';
import type { RowsQuery } from './rows.js';

export { drive } from './culvert-rows.js';

/** Paused without demand, like Effect's stream. */
export function host(worker: Worker): () => void {
  return hostRows(worker, rows);
}

function* rows({ count, payload }: RowsQuery): Generator<unknown> {
  const value = payloadSource(payload);
  for (let n = 0; n < count; n++) yield value();
}
