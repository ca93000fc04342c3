import type { Worker } from 'node:worker_threads';
import { workerTransport } from '@culvert/transport-node';
import { echoMain } from './culvert-echo.js';

export { drive } from './culvert-echo.js';

export function host(worker: Worker): () => void {
  const main = echoMain();
  main.connect(workerTransport(worker), { kind: 'worker' });
  return () => void main.close();
}
