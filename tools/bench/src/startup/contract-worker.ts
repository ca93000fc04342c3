import type { Worker } from 'node:worker_threads';
import { parentTransport, workerTransport } from '@culvert/transport-node';
import { answerByCall, askByCall } from './culvert-call.js';

export function ask(worker: Worker): Promise<unknown> {
  return askByCall(workerTransport(worker), 'worker');
}

export function answer(): void {
  answerByCall(parentTransport());
}
