import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { messageOf } from '../../shared/message-of.js';
import type { ProcessRow } from '../../shared/process-row.js';
import { usePage } from '../shared/page-context.js';

interface Props {
  readonly row: ProcessRow;
  /** With main's sentence where a signal was sent. */
  readonly onClose: (message?: string) => void;
}

/** Asks before a process is ended. The cursor stands on “Cancel”, so that a stray Enter does no harm. */
export function EndDialog({ row, onClose }: Props): ReactNode {
  const { main } = usePage();
  const dialog = useRef<HTMLDialogElement>(null);
  const [refusal, setRefusal] = useState<string>();
  const [isWaiting, setWaiting] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);

  async function end(isForced: boolean): Promise<void> {
    if (main === undefined) return;
    setWaiting(true);
    try {
      const { pid, birth } = row;
      return onClose(await main.endProcess({ pid, birth, isForced }));
    } catch (error) {
      setRefusal(messageOf(error));
    }
    setWaiting(false);
  }

  return (
    <dialog ref={dialog} aria-labelledby="end-title" onClose={() => onClose()}>
      <h2 id="end-title">
        End {row.name} ({row.pid})?
      </h2>
      {row.mine ? (
        <p>
          “End” asks it to finish, and it may save its work first. “Force” ends it at once: what it has not
          saved is lost.
        </p>
      ) : (
        <p>It belongs to {row.user}. Only processes of your own can be ended from here.</p>
      )}
      {refusal !== undefined && (
        <p className="refusal" role="alert">
          {refusal}
        </p>
      )}
      <div className="dialog-actions">
        <button type="button" className="button" autoFocus onClick={() => dialog.current?.close()}>
          Cancel
        </button>
        <button
          type="button"
          className="button"
          disabled={!row.mine || isWaiting || main === undefined}
          onClick={() => void end(true)}
        >
          Force
        </button>
        <button
          type="button"
          className="button danger"
          disabled={!row.mine || isWaiting || main === undefined}
          onClick={() => void end(false)}
        >
          End
        </button>
      </div>
    </dialog>
  );
}
