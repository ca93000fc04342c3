import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { Contender, Parameters, Role, Session } from './contender.js';

/**
 * The exports of a contender's module. One half runs in this process, the other drives it from a
 * worker thread.
 */
export interface WorkerHalves {
  /** Main's half, in this process. May return a function that ends it. */
  readonly host: (worker: Worker, parameters: Parameters) => void | (() => void);
  /** The worker's half, which starts the operations. */
  readonly drive: (parameters: Parameters) => Drive | Promise<Drive>;
}

/** Runs this many operations to the end. */
export type Drive = (operations: number) => Promise<void> | void;

/** The data that the worker is started with. */
export interface WorkerOrder {
  readonly module: string;
  readonly parameters: Parameters;
}

/** A contender of two halves, joined by a worker thread; `module` is the url of a module with {@link WorkerHalves}. */
export function workerContender(name: string, role: Role, module: URL): Contender {
  return { name, role, start: (parameters) => startWorker(module, parameters) };
}

async function startWorker(module: URL, parameters: Parameters): Promise<Session> {
  const { host } = (await import(module.href)) as WorkerHalves;
  const { port1: control, port2: workerControl } = new MessageChannel();
  const order: WorkerOrder = { module: module.href, parameters };
  const worker = new Worker(new URL('./worker.js', import.meta.url), {
    workerData: { order, control: workerControl },
    transferList: [workerControl],
  });
  const failure = once(worker, 'error').then(([error]) => {
    throw error;
  });
  failure.catch(() => undefined);
  const end = host(worker, parameters);
  const answer = async (): Promise<unknown> =>
    ((await Promise.race([once(control, 'message'), failure])) as unknown[])[0];
  await answer();
  return {
    async run(operations) {
      control.postMessage(operations);
      return (await answer()) as number;
    },
    async close() {
      end?.();
      control.close();
      await worker.terminate();
    },
  };
}
