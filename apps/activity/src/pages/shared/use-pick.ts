import { useCallback, useRef, useState } from 'react';
import type { Pick, Picked } from '../../shared/pick.js';
import type { ProcessKey } from '../../shared/process-key.js';
import type { WindowInfo } from '../../shared/windows.js';
import { channels } from '../../shared/channels.js';
import { useLatest, useMessages, usePage } from './page-context.js';

/** What came of the last pick that was made in this window. */
export interface PickOutcome {
  readonly asked: number;
  readonly answered: number;
  readonly shown: number;
}

const nobody: readonly WindowInfo[] = [];

/** Picks a process for all windows that show processes, past main's code: by `sendTo`, and their answers count. */
export function usePick(): readonly [
  pick: (process: ProcessKey & { readonly name: string }) => void,
  outcome: PickOutcome | undefined,
] {
  const { feed, renderer } = usePage();
  const windows = useLatest(feed.windows$, nobody);
  const [outcome, setOutcome] = useState<PickOutcome>();
  const turn = useRef(0);

  const pick = useCallback(
    ({ pid, birth, name }: ProcessKey & { readonly name: string }) => {
      if (renderer === undefined) return;
      const others = windows.filter(({ id, page }) => id !== renderer.id && showsProcesses(page));
      turn.current++;
      setOutcome({ asked: others.length, answered: 0, shown: 0 });
      const message: Pick = { pid, birth, name, turn: turn.current };
      for (const { id } of others) renderer.ipcRenderer.sendTo(id, channels.pick, message);
    },
    [renderer, windows],
  );
  useMessages<Picked>(channels.picked, ({ value }) => {
    if (value.turn !== turn.current) return;
    setOutcome(
      (old) => old && { ...old, answered: old.answered + 1, shown: old.shown + (value.isShown ? 1 : 0) },
    );
  });
  return [pick, outcome];
}

/**
 * Hears the picks of other windows.
 *
 * @param show shows the process where it can, and answers whether it can be seen now
 */
export function usePickedElsewhere(show: (pick: Pick) => boolean): void {
  useMessages<Pick>(channels.pick, ({ event, value }) => {
    const answer: Picked = { turn: value.turn, isShown: show(value) };
    event.sender.sendTo(event.senderId, channels.picked, answer);
  });
}

function showsProcesses(page: WindowInfo['page']): boolean {
  return page === 'processes' || page === 'overview';
}
