import { parentPort, type Worker } from 'node:worker_threads';
import { createBirpc } from 'birpc';

const functions = { echo: (value: string) => value };

export function ask(worker: Worker): Promise<unknown> {
  const rpc = createBirpc<typeof functions>(
    {},
    { post: (data) => worker.postMessage(data), on: (listener) => worker.on('message', listener) },
  );
  return rpc.echo('echo');
}

export function answer(): void {
  createBirpc(functions, {
    post: (data) => parentPort!.postMessage(data),
    on: (listener) => parentPort!.on('message', listener),
  });
}
