import { wrap } from '@culvert/core/contract';
import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { Subject, Subscription } from 'rxjs';
import { scanner } from '../../shared/contracts.js';
import { usePage } from '../shared/page-context.js';
import { followScan } from './follow-scan.js';
import { reduceScan } from './scan-state.js';
import type { ScanState } from './scan-state.js';

/**
 * Controls the scan of this window. Main starts the child and reports its end. All other messages
 * go between the window and the child.
 */
export interface ScanControl {
  readonly state: ScanState;
  readonly start: (path: string) => void;
  readonly cancel: () => void;
  /** Looks at the folder at the end of `trail`. */
  readonly open: (trail: readonly string[]) => void;
}

export function useScan(): ScanControl {
  const { renderer } = usePage();
  const [state, dispatch] = useReducer(reduceScan, { kind: 'idle' });
  const [trail$] = useState(() => new Subject<readonly string[]>());
  const running = useRef(Subscription.EMPTY);
  const child = state.kind === 'scan' ? state.scanner : undefined;

  const start = useCallback(
    (path: string) => {
      if (renderer === undefined) return;
      running.current.unsubscribe();
      running.current = followScan(renderer, path, trail$).subscribe(dispatch);
    },
    [renderer, trail$],
  );
  useEffect(() => () => running.current.unsubscribe(), []);
  const cancel = useCallback(() => {
    if (renderer === undefined || child === undefined) return;
    // If the child is gone, there is nothing left to cancel, and main reports that.
    wrap(renderer, scanner, { to: child })
      .cancel()
      .catch(() => undefined);
  }, [renderer, child]);
  const open = useCallback((trail: readonly string[]) => trail$.next(trail), [trail$]);
  return { state, start, cancel, open };
}
