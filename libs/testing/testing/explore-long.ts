import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { explore } from '../src/lib/explore/explore.js';
import type { ExploreOptions } from '../src/lib/explore/explore-options.js';
import type { Scenario } from '../src/lib/explore/scenario.js';
import { returnWithinGrace } from './scenarios/grace.js';
import { windowWithGuest } from './scenarios/guests.js';
import { sixMessages } from './scenarios/six-messages.js';
import { streamAndReload } from './scenarios/streams.js';
import { syncRequests } from './scenarios/sync-requests.js';

/*
 * The long explorations of core: `npm run explore`, or `npm run explore 10000` for so many random schedules. Two threads
 * run them.
 */
const THREADS = 2;
const all: readonly [string, Scenario, ExploreOptions][] = [
  ['six messages', sixMessages, {}],
  ['six messages, one cut', sixMessages, { faults: { cut: 1 } }],
  ['a stream, one reload, one cut', streamAndReload, { faults: { reload: 1, cut: 1 } }],
  [
    'a return within the grace, two cuts',
    returnWithinGrace,
    { faults: { cut: 2, reconnect: 2 }, atMost: 1e6 },
  ],
  ['a window with a guest, one cut', windowWithGuest, { faults: { cut: 1 } }],
  ['sync requests, one cut', syncRequests, { faults: { cut: 1 } }],
];

async function main(): Promise<void> {
  for (const [name, scenario, options] of all) {
    try {
      console.log(`${name}: ${String(await explore.inTurns(scenario, options))}`);
    } catch (error) {
      process.exitCode = 1;
      console.error(`${name}: ${(error as Error).message}`);
    }
  }
  const total = Number(process.argv[2] ?? 1_000_000);
  const startedAt = Date.now();
  await Promise.all(
    Array.from({ length: THREADS }, (_, seed) => inThread(seed + 1, Math.ceil(total / THREADS))),
  );
  const seconds = (Date.now() - startedAt) / 1000;
  console.log(`${total} random schedules in ${seconds} s: ${Math.round(total / seconds)} a second`);
}

function inThread(seed: number, schedules: number): Promise<void> {
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { seed, schedules },
    // Nearly all memory of a run is free after it, so a large young generation saves most of the collections.
    resourceLimits: { maxYoungGenerationSizeMb: 64 },
  });
  return new Promise((resolve, reject) => {
    worker.on('message', (text: string) => console.log(text));
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
}

if (isMainThread) await main();
else {
  const options = workerData as { readonly seed: number; readonly schedules: number };
  const report = await explore.inTurns(sixMessages, { ...options, faults: { cut: 1 } });
  parentPort?.postMessage(`six messages, one cut: ${String(report)}`);
}
