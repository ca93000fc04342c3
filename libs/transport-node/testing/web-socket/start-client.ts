import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { bundleEntry } from '@culvert/harness';
import type { Step, StepResult } from './steps.js';

/** A client of `serve` in a worker thread, seen from the spec. */
export class Client {
  private readonly worker: Worker;

  constructor(worker: Worker) {
    this.worker = worker;
  }

  /** Runs the steps, and resolves to the result of each. */
  async run(...steps: readonly Step[]): Promise<StepResult[]> {
    this.start(...steps);
    const [results] = (await once(this.worker, 'message')) as [StepResult[]];
    return results;
  }

  /** Runs the steps of a client that ends before it can report. */
  start(...steps: readonly Step[]): void {
    this.worker.postMessage(steps);
  }

  /** Ends the thread with everything that it has open, and without a message to main. */
  async kill(): Promise<void> {
    await this.worker.terminate();
  }
}

/** Starts a client in a thread of its own. The spec kills it in the end. */
export async function startClient(): Promise<Client> {
  return new Client(new Worker(await bundleEntry(join(__dirname, 'client-peer.ts'), { platform: 'node' })));
}
