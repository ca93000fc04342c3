// The process of one slow consumer, so that its memory can be measured apart. It consumes in this
// thread until the watcher has seen enough.
import { once } from 'node:events';
import { argv } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { tellParent } from '../measure/child.js';
import type { ProducerOrder, SlowFigures, SlowHalves, WatcherOrder } from './contender.js';
import { createCounters, PROCESSED } from './counters.js';

/** About 100 items a second. */
const TAKE_MS = 10;

const here = (file: string): URL => new URL(file, import.meta.url);
const [, , module, watchMs] = argv as [string, string, string, string];
const counters = createCounters();

async function take(): Promise<void> {
  await sleep(TAKE_MS);
  Atomics.add(counters, PROCESSED, 1);
}

await tellParent<SlowFigures>(async (tell) => {
  const { consume } = (await import(module)) as SlowHalves;
  const watcher = new Worker(here('./watcher.js'), {
    workerData: { counters, watchMs: Number(watchMs) } satisfies WatcherOrder,
  });
  const order: ProducerOrder = { module, counters };
  const ended = consume({ file: here('./producer.js'), options: { workerData: order } }, take).then(() => {
    throw new Error('The rows have ended while they were watched.');
  });
  const [figures] = (await Promise.race([once(watcher, 'message'), ended])) as [SlowFigures];
  await tell(figures);
});
