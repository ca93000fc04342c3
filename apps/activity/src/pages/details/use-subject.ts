import { useEffect, useMemo } from 'react';
import { NEVER, scan, switchMap } from 'rxjs';
import { newest } from '../../shared/contracts.js';
import { detailsChannels } from '../../shared/details.js';
import type { DetailsSubject } from '../../shared/details.js';
import { isSameProcess } from '../../shared/process-key.js';
import type { ProcessRow } from '../../shared/process-row.js';
import { useLatest, usePage } from '../shared/page-context.js';

/** The process that the host names for the card, and its latest data from main. */
export interface Subject {
  readonly subject: DetailsSubject | undefined;
  /** Its latest known row. */
  readonly row: ProcessRow | undefined;
  readonly hasEnded: boolean;
}

interface Heard {
  readonly row: ProcessRow;
  readonly hasEnded: boolean;
}

/** On each new connection, the card asks the host and main again. */
export function useSubject(): Subject {
  const { feed, renderer } = usePage();
  const subject$ = useMemo(
    () =>
      feed.renderer$.pipe(switchMap((live) => live?.channel<DetailsSubject>(detailsChannels.show) ?? NEVER)),
    [feed],
  );
  const subject = useLatest(subject$);
  useEffect(() => renderer?.ipcRenderer.sendToHost(detailsChannels.ready), [renderer]);

  const heard$ = useMemo(
    () =>
      subject === undefined
        ? NEVER
        : feed
            .ask((main) => main.process(subject, newest))
            .pipe(
              scan(
                (old: Heard | undefined, row) =>
                  row === null ? old && { ...old, hasEnded: true } : { row, hasEnded: false },
                undefined,
              ),
            ),
    [feed, subject],
  );
  const heard = useLatest(heard$);

  const isOf = isSameProcess(heard?.row, subject);
  return { subject, row: isOf ? heard?.row : undefined, hasEnded: isOf && heard?.hasEnded === true };
}
