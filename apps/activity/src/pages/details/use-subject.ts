import { useEffect, useState } from 'react';
import { channels } from '../../shared/channels.js';
import type { DetailsSubject } from '../../shared/details.js';
import { isSameProcess } from '../../shared/process-key.js';
import type { ProcessRow } from '../../shared/process-row.js';
import { useMessages, usePage } from '../shared/page-context.js';

/** What the card is about, as the host says, and the process as main says it is now. */
export interface Subject {
  readonly subject: DetailsSubject | undefined;
  /** The last that was heard of it. */
  readonly row: ProcessRow | undefined;
  readonly hasEnded: boolean;
}

/** On each new connection the host is asked again, and main. */
export function useSubject(): Subject {
  const { renderer } = usePage();
  const [subject, setSubject] = useState<DetailsSubject>();
  const [heard, setHeard] = useState<{ readonly row: ProcessRow; readonly hasEnded: boolean }>();
  useMessages<DetailsSubject>(channels.detailsShow, ({ value }) => setSubject(value));
  useMessages<ProcessRow | null>(channels.followed, ({ value }) =>
    setHeard((old) => (value === null ? old && { ...old, hasEnded: true } : { row: value, hasEnded: false })),
  );
  useEffect(() => renderer?.ipcRenderer.sendToHost(channels.detailsReady), [renderer]);
  useEffect(() => {
    if (subject !== undefined) renderer?.ipcRenderer.send(channels.follow, subject);
  }, [renderer, subject]);

  const isOf = isSameProcess(heard?.row, subject);
  return { subject, row: isOf ? heard?.row : undefined, hasEnded: isOf && heard?.hasEnded === true };
}
