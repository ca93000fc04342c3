import { parentPort, type Worker } from 'node:worker_threads';
import { expose, wrap } from 'comlink';
import nodeEndpoint from 'comlink/dist/esm/node-adapter.mjs';

const functions = { echo: (value: string) => value };

export function ask(worker: Worker): Promise<unknown> {
  return wrap<typeof functions>(nodeEndpoint(worker)).echo('echo');
}

export function answer(): void {
  expose(functions, nodeEndpoint(parentPort!));
}
