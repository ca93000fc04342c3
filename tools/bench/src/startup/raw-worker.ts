import { once } from 'node:events';
import { parentPort, type Worker } from 'node:worker_threads';

export function ask(worker: Worker): Promise<unknown> {
  worker.postMessage('echo');
  return once(worker, 'message');
}

export function answer(): void {
  parentPort!.on('message', (message) => parentPort!.postMessage(message));
}
