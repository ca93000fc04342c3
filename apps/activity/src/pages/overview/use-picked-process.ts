import { useMemo, useState } from 'react';
import { of, startWith } from 'rxjs';
import { newest } from '../../shared/contracts.js';
import type { Pick } from '../../shared/pick.js';
import type { ProcessRow } from '../../shared/process-row.js';
import { useLatest, usePage } from '../shared/page-context.js';
import { usePickedElsewhere } from '../shared/use-pick.js';

/** The process that this window watches. Any window may have picked it. */
export interface PickedProcess {
  readonly key: Pick | undefined;
  /** Its present row: null if it has ended, undefined before main has answered. */
  readonly row: ProcessRow | null | undefined;
  readonly set: (key: Pick | undefined) => void;
}

/** Asks main to follow the process, again on each new connection. */
export function usePickedProcess(): PickedProcess {
  const { feed } = usePage();
  const [key, set] = useState<Pick>();
  const row$ = useMemo(
    () =>
      key === undefined
        ? of(undefined)
        : feed.ask((main) => main.process(key, newest)).pipe(startWith(undefined)),
    [feed, key],
  );
  usePickedElsewhere((pick) => {
    set(pick);
    return true;
  });
  return { key, row: useLatest(row$), set };
}
