import { expose } from '@culvert/core/contract';
import type { Caller, Renderer } from '@culvert/core';
import { filter, map, merge, ReplaySubject, throttleTime } from 'rxjs';
import type { Subscription } from 'rxjs';
import { scanner } from '../shared/contracts.js';
import type { ScanProgress } from '../shared/scan.js';
import { checkFolder } from './check-folder.js';
import { createScan } from './scan.js';
import type { Scan } from './scan.js';

const viewEveryMs = 500;

interface Running {
  readonly scan: Scan;
  readonly owner: number;
}

/**
 * The child's part of a disk window. It takes one order from main, then serves the window that owns
 * it, past main's code. Other windows are refused. Main names the sender, so a sender cannot lie
 * about its id.
 */
export function serveScan(renderer: Renderer, start: (path: string) => Scan = startScan): Subscription {
  const progress$ = new ReplaySubject<ScanProgress>(1);
  let running: Running | undefined;

  function scanOf({ id }: Caller): Scan {
    if (running === undefined || running.owner !== id)
      throw new Error('This scan belongs to another window.');
    return running.scan;
  }

  // The picture grows while the walk runs, and is drawn once more at its end.
  const redraw$ = merge(
    progress$.pipe(
      filter(({ phase }) => phase === 'running'),
      throttleTime(viewEveryMs),
    ),
    progress$.pipe(filter(({ phase }) => phase !== 'running')),
  );
  return expose(renderer, scanner, {
    start: ({ path, owner }, { sender }) => {
      if (sender.kind !== 'main' || running !== undefined)
        throw new Error('Main orders one scan, and nobody else.');
      running = { scan: start(path), owner };
      running.scan.progress$.subscribe(progress$);
    },
    progress: (_input, { sender }) => {
      scanOf(sender);
      return progress$;
    },
    view: (value, { sender }) => {
      const scan = scanOf(sender);
      const trail = readTrail(value);
      return redraw$.pipe(
        map(() => scan.view(trail)),
        filter((view) => view !== undefined),
      );
    },
    cancel: (_input, { sender }) => scanOf(sender).cancel(),
  });
}

function startScan(path: string): Scan {
  checkFolder(path);
  return createScan(path);
}

function readTrail(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}
