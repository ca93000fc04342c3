import { Worker } from 'node:worker_threads';
import type { Mutant } from './mutant.js';
import { bundleWith } from './plant.js';

/** How an explored suite has found a bug. */
export interface Found {
  /** The exploration. */
  readonly name: string;
  readonly check: string;
  /** The runs until then. */
  readonly schedules: number;
  readonly marbles: number;
  /** The message of the failure: the finding, the diagram, the replay. */
  readonly message: string;
}

/** The finding, or a text that says why there is none. */
export type Hunted = Found | string;

/** An endless loop within one step is no schedule, so only the time ends it. */
const MOST_MS = 180_000;

/** Runs the explored suite with this bug until a check fails. */
export async function hunt(root: string, mutant: Mutant): Promise<Hunted> {
  const worker = new Worker(await bundleWith(root, mutant), {
    eval: true,
    stderr: true,
    resourceLimits: { maxYoungGenerationSizeMb: 64 },
  });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      resolve('time limit');
      void worker.terminate();
    }, MOST_MS);
    worker.on('message', (found: Found | undefined) => resolve(found ?? 'all hold'));
    worker.on('error', (error: Error) => resolve(error.name));
    worker.on('exit', () => {
      clearTimeout(timer);
      reject(new Error('The thread of a hunt has ended without a result.'));
    });
  });
}
