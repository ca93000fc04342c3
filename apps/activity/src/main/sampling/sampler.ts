import { loadavg, uptime } from 'node:os';
import {
  defer,
  exhaustMap,
  map,
  pairwise,
  repeat,
  retry,
  share,
  startWith,
  timer,
  withLatestFrom,
} from 'rxjs';
import type { Observable, SchedulerLike } from 'rxjs';
import type { ProcessTable } from '../../shared/process-row.js';
import type { MemoryUse, Sample } from '../../shared/sample.js';
import { restAfter } from './cadence.js';
import type { Probe } from './probe.js';
import { byteRates, cpuUse } from './rates.js';
import type { Counters } from './rates.js';
import { topRows } from './top.js';

const everyMs = 1000;
const topCount = 8;

/** The machine, sampled while it has a subscriber. */
export interface Sampler {
  readonly tables$: Observable<ProcessTable>;
  readonly samples$: Observable<Sample>;
}

interface Reading {
  readonly counters: Counters;
  readonly memory: MemoryUse;
}

/** Samples `probe` once a second. The process table has its own cadence, by its cost. */
export function createSampler(probe: Probe, scheduler?: SchedulerLike): Sampler {
  let cost = 0;
  const tables$ = defer(async (): Promise<ProcessTable> => {
    const start = performance.now();
    const rows = await probe.processes();
    cost = performance.now() - start;
    return { time: Date.now(), rows };
  }).pipe(
    retry({ delay: everyMs }),
    repeat({ delay: () => timer(restAfter(cost, everyMs) - cost, scheduler) }),
    share(),
  );

  const readings$ = timer(0, everyMs, scheduler).pipe(
    exhaustMap(async (): Promise<Reading> => {
      const [counters, memory] = await Promise.all([probe.counters(), probe.memory()]);
      return { counters, memory };
    }),
    // A reading that fails is left out. The next one may succeed.
    retry({ delay: everyMs }),
    pairwise(),
  );

  const samples$ = readings$.pipe(
    withLatestFrom(tables$.pipe(startWith<ProcessTable>({ time: 0, rows: [] }))),
    map(([[before, after], table]) => toSample(before, after, table)),
    share(),
  );
  return { tables$, samples$ };
}

function toSample(before: Reading, after: Reading, { rows }: ProcessTable): Sample {
  const elapsedMs = after.counters.atMs - before.counters.atMs;
  const network = byteRates(before.counters.network, after.counters.network, elapsedMs);
  const disk = byteRates(before.counters.disk, after.counters.disk, elapsedMs);
  const [one = 0, five = 0, fifteen = 0] = loadavg();
  return {
    time: Date.now(),
    cpu: cpuUse(before.counters.cores, after.counters.cores),
    memory: after.memory,
    load: [toHundredth(one), toHundredth(five), toHundredth(fifteen)],
    network: { received: network.incoming, sent: network.outgoing },
    disk: { read: disk.incoming, written: disk.outgoing },
    uptime: Math.round(uptime()),
    processCount: rows.length,
    topByCpu: topRows(rows, ({ cpu }) => cpu, topCount),
    topByMemory: topRows(rows, ({ memory }) => memory, topCount),
  };
}

function toHundredth(value: number): number {
  return Math.round(value * 100) / 100;
}
