import { useEffect } from 'react';
import type { ReactNode } from 'react';
import { detailsChannels } from '../../shared/details.js';
import type { DetailsChoice } from '../../shared/details.js';
import { useConnection } from '../shared/connection-state.js';
import { Icon } from '../shared/icons.js';
import { useLatest, usePage } from '../shared/page-context.js';
import { ProcessFigures } from './process-figures.js';
import { useHeightReport } from './use-height-report.js';
import { useSubject } from './use-subject.js';

const states: Readonly<Record<string, string>> = {
  R: 'running',
  S: 'sleeping',
  D: 'waiting for a device',
  Z: 'ended, not yet collected',
  T: 'stopped',
  t: 'stopped by a debugger',
  I: 'idle',
};

/**
 * More about one process, inside a window that shows many. It is a guest, and follows the process
 * by itself.
 */
export function DetailsPage(): ReactNode {
  const { feed, settings, renderer } = usePage();
  const { status } = useConnection();
  const { subject, row, hasEnded } = useSubject();
  const card = useHeightReport();
  const machine = useLatest(feed.machine$);
  const cores = settings.cpuScale === 'machine' ? (machine?.cores ?? 1) : 1;

  function choose(choice: DetailsChoice): void {
    renderer?.ipcRenderer.sendToHost(detailsChannels.choice, choice);
  }
  useEscapeKey(() => choose('close'));

  return (
    <section
      ref={card}
      className="card details"
      aria-label="Selected process"
      data-pid={subject?.pid}
      data-stale={status === 'gone'}
    >
      <div className="details-text">
        <p className="details-title">
          <strong>{subject?.name}</strong>
          {subject !== undefined && <span className="tag">pid {subject.pid}</span>}
          {row !== undefined && !hasEnded && (
            <>
              <span className="tag">{states[row.state] ?? row.state}</span>
              {row.parent > 0 && (
                <button type="button" className="tag tag-button" onClick={() => choose('parent')}>
                  parent {row.parent}
                </button>
              )}
            </>
          )}
          {hasEnded && <span className="tag">has ended</span>}
        </p>
        <code className="details-command">{row?.command}</code>
      </div>
      {row !== undefined && <ProcessFigures row={row} cores={cores} hasEnded={hasEnded} />}
      <div className="details-actions">
        <button
          type="button"
          className="button"
          disabled={row?.mine !== true || hasEnded || renderer === undefined}
          title={row === undefined || row.mine ? 'End this process (Delete)' : `It belongs to ${row.user}`}
          onClick={() => choose('end')}
        >
          End process…
        </button>
        <button type="button" className="button quiet icon-only" onClick={() => choose('close')}>
          <Icon name="close" />
          <span className="visually-hidden">Close the details</span>
        </button>
      </div>
    </section>
  );
}

function useEscapeKey(act: () => void): void {
  useEffect(() => {
    const handle = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') act();
    };
    document.addEventListener('keydown', handle);
    return () => document.removeEventListener('keydown', handle);
  });
}
