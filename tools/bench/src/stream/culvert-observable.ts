import type { Worker } from 'node:worker_threads';
import { map, range } from 'rxjs';
import { payloadSource } from '../measure/payloads.js';
import { hostRows } from './culvert-rows.js';

export { drive } from './culvert-rows.js';

/** Never paused, like the Observables of threads. */
export function host(worker: Worker): () => void {
  return hostRows(worker, ({ count, payload }) => range(1, count).pipe(map(payloadSource(payload))));
}
