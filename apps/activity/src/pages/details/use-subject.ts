import { useEffect, useMemo } from 'react';
import { NEVER, switchMap } from 'rxjs';
import { newest } from '../../shared/contracts.js';
import { detailsChannels } from '../../shared/details.js';
import type { DetailsSubject } from '../../shared/details.js';
import { isSameProcess } from '../../shared/process-key.js';
import type { ProcessRow } from '../../shared/process-row.js';
import { useLatest, usePage } from '../shared/page-context.js';
import { answersAbout } from './answer.js';

/** The process that the host names for the card, and its latest data from main. */
export interface ShownProcess {
  readonly subject: DetailsSubject | undefined;
  /** The last row that main gave of it. It stays after the process has ended. */
  readonly row: ProcessRow | undefined;
  readonly hasEnded: boolean;
}

/** Follows the process that the host names. On each new connection it asks the host and main again. */
export function useSubject(): ShownProcess {
  const { feed, renderer } = usePage();
  const subject$ = useMemo(
    () =>
      feed.renderer$.pipe(switchMap((live) => live?.channel<DetailsSubject>(detailsChannels.show) ?? NEVER)),
    [feed],
  );
  const subject = useLatest(subject$);
  useEffect(() => renderer?.ipcRenderer.sendToHost(detailsChannels.ready), [renderer]);

  const answer$ = useMemo(
    () =>
      subject === undefined
        ? NEVER
        : answersAbout(
            subject,
            feed.ask((main) => main.process(subject, newest)),
          ),
    [feed, subject],
  );
  const answer = useLatest(answer$);

  // For a moment after a change of the subject, the answer is still about the former one.
  const isCurrent = isSameProcess(answer?.process, subject);
  return {
    subject,
    row: isCurrent ? answer?.row : undefined,
    hasEnded: isCurrent && answer?.hasEnded === true,
  };
}
