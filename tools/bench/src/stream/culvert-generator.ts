import type { Worker } from 'node:worker_threads';
import { payloadSource } from '../measure/payloads.js';
import { hostRows } from './culvert-rows.js';

export { drive } from './culvert-rows.js';

export function host(worker: Worker): () => void {
  return hostRows(worker, async function* ({ count, payload }) {
    const value = payloadSource(payload);
    for (let n = 0; n < count; n++) yield value();
  });
}
