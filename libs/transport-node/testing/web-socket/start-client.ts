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

  /** Runs the steps, and resolves to what each gave. */
  async run(...steps: readonly Step[]): Promise<StepResult[]> {
    this.start(...steps);
    const [results] = (await once(this.worker, 'message')) as [StepResult[]];
    return results;
  }

  /** Runs the steps, where the client does not live to tell. */
  start(...steps: readonly Step[]): void {
    this.worker.postMessage(steps);
  }

  /** Ends the thread with all that it has open, without a word to main. */
  async kill(): Promise<void> {
    await this.worker.terminate();
  }
}

/** Starts a client in a thread of its own, which the spec kills in the end. */
export async function startClient(): Promise<Client> {
  return new Client(new Worker(await bundleEntry(join(__dirname, 'client-peer.ts'), { platform: 'node' })));
}
