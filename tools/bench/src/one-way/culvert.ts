import type { Worker } from 'node:worker_threads';
import { createRenderer } from '@culvert/core';
import { parentTransport, workerTransport } from '@culvert/transport-node';
import type { Parameters } from '../measure/contender.js';
import type { Drive } from '../measure/worker-contender.js';
import { driveReports, reportsMain } from './culvert-reports.js';

export function host(worker: Worker): () => void {
  const main = reportsMain();
  main.connect(workerTransport(worker), { kind: 'worker' });
  return () => void main.close();
}

export function drive(parameters: Parameters): Promise<Drive> {
  return driveReports(createRenderer(parentTransport()), parameters);
}
