import { useCallback, useEffect, useState } from 'react';
import { channels } from '../../shared/channels.js';
import type { ProcessKey } from '../../shared/process-key.js';
import type { ProcessRow } from '../../shared/process-row.js';
import { useChannel, usePage } from '../shared/page-context.js';
import { usePickedElsewhere } from '../shared/use-pick.js';

/** The process that this window keeps an eye on, whichever window it was picked in. */
export interface PickedProcess {
  readonly key: (ProcessKey & { readonly name: string }) | undefined;
  /** As it is now: null where it has ended, undefined before main has said. */
  readonly row: ProcessRow | null | undefined;
  readonly set: (key: (ProcessKey & { readonly name: string }) | undefined) => void;
}

/** Main is asked to follow it, on each new connection again. */
export function usePickedProcess(): PickedProcess {
  const { renderer } = usePage();
  const [key, setKey] = useState<ProcessKey & { readonly name: string }>();
  const row = useChannel<ProcessRow | null>(channels.followed);
  const set = useCallback((next: (ProcessKey & { readonly name: string }) | undefined) => setKey(next), []);

  usePickedElsewhere(({ pid, birth, name }) => {
    setKey({ pid, birth, name });
    return true;
  });
  useEffect(() => {
    renderer?.ipcRenderer.send(channels.follow, key ?? null);
  }, [renderer, key]);

  const isOf = row === null || (row !== undefined && row.pid === key?.pid);
  return { key, row: isOf ? row : undefined, set };
}
