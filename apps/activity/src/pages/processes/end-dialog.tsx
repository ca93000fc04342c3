import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { channels } from '../../shared/channels.js';
import type { EndRequest, EndResult } from '../../shared/end-process.js';
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
  const { renderer } = usePage();
  const dialog = useRef<HTMLDialogElement>(null);
  const [refusal, setRefusal] = useState<string>();
  const [isWaiting, setWaiting] = useState(false);
  useEffect(() => dialog.current?.showModal(), []);

  async function end(isForced: boolean): Promise<void> {
    if (renderer === undefined) return;
    setWaiting(true);
    const request: EndRequest = { pid: row.pid, birth: row.birth, isForced };
    try {
      const result = (await renderer.ipcRenderer.invoke(channels.endProcess, request)) as EndResult;
      if (result.isSent) return onClose(result.message);
      setRefusal(result.message);
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
          disabled={!row.mine || isWaiting || renderer === undefined}
          onClick={() => void end(true)}
        >
          Force
        </button>
        <button
          type="button"
          className="button danger"
          disabled={!row.mine || isWaiting || renderer === undefined}
          onClick={() => void end(false)}
        >
          End
        </button>
      </div>
    </dialog>
  );
}
