import { expose, wrap } from '@culvert/core/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import { appWindow } from '../../shared/contracts.js';
import type { Pick } from '../../shared/pick.js';
import type { WindowInfo } from '../../shared/windows.js';
import { useLatest, usePage } from './page-context.js';

/** The outcome of the last pick in this window. */
export interface PickOutcome {
  readonly asked: number;
  readonly answered: number;
  readonly shown: number;
}

const nobody: readonly WindowInfo[] = [];

/**
 * Picks a process in all windows that show processes, past main's code. Each window is asked, and
 * its answer counted.
 */
export function usePick(): readonly [pick: (process: Pick) => void, outcome: PickOutcome | undefined] {
  const { feed, renderer } = usePage();
  const windows = useLatest(feed.windows$, nobody);
  const [outcome, setOutcome] = useState<PickOutcome>();
  const last = useRef<Pick>(undefined);

  const pick = useCallback(
    ({ pid, birth, name }: Pick) => {
      if (renderer === undefined) return;
      const process: Pick = { pid, birth, name };
      last.current = process;
      const count = (isShown: boolean): void => {
        // An answer to an earlier pick does not count.
        if (last.current !== process) return;
        setOutcome(
          (old) => old && { ...old, answered: old.answered + 1, shown: old.shown + (isShown ? 1 : 0) },
        );
      };
      const others = windows.filter(({ id, page }) => id !== renderer.id && showsProcesses(page));
      setOutcome({ asked: others.length, answered: 0, shown: 0 });
      for (const { id } of others) {
        // A window that has just closed, or is not ready yet, shows nothing.
        wrap(renderer, appWindow, { to: id })
          .show(process)
          .then(count, () => count(false));
      }
    },
    [renderer, windows],
  );
  return [pick, outcome];
}

/**
 * Receives the picks of other windows.
 *
 * @param show shows the process if it can, and returns true if the process is visible now
 */
export function usePickedElsewhere(show: (pick: Pick) => boolean): void {
  const { renderer } = usePage();
  const latest = useRef(show);
  useEffect(() => {
    latest.current = show;
  });
  useEffect(() => {
    if (renderer === undefined) return undefined;
    const exposed = expose(renderer, appWindow, { show: (pick) => latest.current(pick) });
    return () => exposed.unsubscribe();
  }, [renderer]);
}

function showsProcesses(page: WindowInfo['page']): boolean {
  return page === 'processes' || page === 'overview';
}
