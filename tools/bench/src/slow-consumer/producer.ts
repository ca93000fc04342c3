// The worker thread of a slow consumer.
import { workerData } from 'node:worker_threads';
import type { ProducerOrder, SlowHalves } from './contender.js';
import { endlessRows } from './rows.js';

const { module, counters } = workerData as ProducerOrder;
const { produce } = (await import(module)) as SlowHalves;
await produce(() => endlessRows(counters));
