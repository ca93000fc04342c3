import { catchError, concat, defer, map, of, Subject, takeUntil, throttleTime } from 'rxjs';
import type { Observable } from 'rxjs';
import { messageOf } from '../shared/message-of.js';
import type { ScanPhase, ScanProgress, ScanView } from '../shared/scan.js';
import { runSteps } from './run-steps.js';
import { nodeScanFs } from './scan-fs.js';
import type { ScanFs } from './scan-fs.js';
import { followTrail } from './tree.js';
import { viewOf } from './view.js';
import { createWalk } from './walk.js';
import type { Walk } from './walk.js';

/** One scan of one folder. */
export interface Scan {
  /**
   * Subscribing starts the scan. Emits a few times a second and once at the end, after a failure
   * too. It never errors.
   */
  readonly progress$: Observable<ScanProgress>;
  /** Ends the walk. Its results can still be viewed. */
  cancel(): void;
  /**
   * The folder at the end of `trail`, with the files found so far. Undefined if the scan could not start.
   */
  view(trail: readonly string[]): ScanView | undefined;
}

const reportEveryMs = 120;

export function createScan(path: string, fs: ScanFs = nodeScanFs): Scan {
  const cancelled = new Subject<void>();
  let walk: Walk | undefined;
  let isCancelled = false;

  const progress$ = defer(() => {
    const start = performance.now();
    const current = createWalk(path, fs);
    walk = current;
    return concat(
      runSteps(current.steps).pipe(
        takeUntil(cancelled),
        throttleTime(reportEveryMs),
        map(() => report('running')),
      ),
      defer(() => of(report(isCancelled ? 'cancelled' : 'done'))),
    );

    function report(phase: ScanPhase): ScanProgress {
      const { at, root, folders, errors, mounts } = current;
      const elapsedMs = Math.round(performance.now() - start);
      return { phase, at, bytes: root.bytes, files: root.files, folders, errors, mounts, elapsedMs };
    }
  }).pipe(catchError((error: unknown) => of(failed(path, error))));

  return {
    progress$,
    cancel: () => {
      isCancelled = true;
      cancelled.next();
    },
    view: (trail) => (walk === undefined ? undefined : viewOf(followTrail(walk.root, trail))),
  };
}

function failed(at: string, error: unknown): ScanProgress {
  const nothing = { bytes: 0, files: 0, folders: 0, errors: 1, mounts: 0, elapsedMs: 0 };
  return { phase: 'failed', at, ...nothing, message: messageOf(error) };
}
