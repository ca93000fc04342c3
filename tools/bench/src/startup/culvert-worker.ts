import type { Worker } from 'node:worker_threads';
import { parentTransport, workerTransport } from '@culvert/transport-node';
import { answerByMessage, askByMessage } from './culvert-message.js';

export function ask(worker: Worker): Promise<unknown> {
  return askByMessage(workerTransport(worker), 'worker');
}

export function answer(): void {
  answerByMessage(parentTransport());
}
