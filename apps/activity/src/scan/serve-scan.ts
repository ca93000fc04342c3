import { filter, map, merge, of, startWith, Subject, switchMap, throttleTime } from 'rxjs';
import type { Renderer } from '@culvert/core';
import { channels } from '../shared/channels.js';
import type { ScanOrder, ScanProgress, ScanView } from '../shared/scan.js';
import { createScan } from './scan.js';
import type { Scan } from './scan.js';

const viewEveryMs = 500;

/**
 * The child's part of a disk window: takes one order from main, then talks with the window that owns it directly.
 * Whatever another window sends is ignored; the sender's id is main's word, not the sender's.
 */
export function serveScan(renderer: Renderer, start: (path: string) => Scan = createScan): void {
  renderer.ipcRenderer.once(channels.scan, ({ senderId }, order: ScanOrder) => {
    if (senderId === 0) runOrder(renderer, order, start(order.path));
  });
}

function runOrder(renderer: Renderer, { owner }: ScanOrder, scan: Scan): void {
  const to = <T>(name: string): Subject<T> => renderer.channel<T>(name).to(owner);
  const progress$ = new Subject<ScanProgress>();

  // The picture grows while the walk runs, is drawn once more at its end, and at every click of its user.
  const redraw$ = merge(
    progress$.pipe(
      filter(({ phase }) => phase === 'running'),
      throttleTime(viewEveryMs),
    ),
    progress$.pipe(filter(({ phase }) => phase !== 'running')),
  );
  to<unknown>(channels.scanOpen)
    .pipe(
      map(readTrail),
      startWith<readonly string[]>([]),
      switchMap((trail) => merge(of(undefined), redraw$).pipe(map(() => scan.view(trail)))),
      filter((view) => view !== undefined),
    )
    .subscribe(to<ScanView>(channels.scanView));

  to(channels.scanCancel).subscribe(() => scan.cancel());
  progress$.subscribe(to<ScanProgress>(channels.scanProgress));
  scan.progress$.subscribe(progress$);
}

function readTrail(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}
