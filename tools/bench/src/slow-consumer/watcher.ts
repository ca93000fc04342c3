// The thread that watches. Its clock stays right even if rows keep the timers of the consumer's
// event loop from running.
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import type { SlowFigures, WatcherOrder } from './contender.js';
import { PROCESSED, PRODUCED } from './counters.js';

const SETTLED_MS = 500;

const { counters, watchMs } = workerData as WatcherOrder;
const processed = (): number => Atomics.load(counters, PROCESSED);
const ahead = (): number => Atomics.load(counters, PRODUCED) - processed();

Atomics.wait(counters, PRODUCED, 0);
const start = performance.now();
const until = (ms: number): Promise<void> => sleep(Math.max(0, start + ms - performance.now()));
await until(SETTLED_MS);
const settled = process.memoryUsage.rss();
await until(watchMs / 2);
const aheadAtHalf = ahead();
await until(watchMs);
parentPort!.postMessage({
  aheadAtHalf,
  aheadAtEnd: ahead(),
  processed: processed(),
  memoryGained: process.memoryUsage.rss() - settled,
} satisfies SlowFigures);
