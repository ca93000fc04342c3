import type { ReactNode } from 'react';
import type { ProcessRow } from '../../shared/process-row.js';
import { Sparkline } from '../shared/charts/sparkline.js';
import { formatBytes, formatDuration, formatPercent } from '../shared/format.js';
import { PickOutcomeText } from '../shared/pick-outcome.js';
import type { PickOutcome } from '../shared/use-pick.js';
import { useTrail } from './use-trail.js';

const states: Readonly<Record<string, string>> = {
  R: 'running',
  S: 'sleeping',
  D: 'waiting for a device',
  Z: 'ended, not yet collected',
  T: 'stopped',
  t: 'stopped by a debugger',
  I: 'idle',
};

const trailSeconds = 60;

interface Props {
  /** As it is now; undefined where nothing is selected, or what was selected has ended. */
  readonly row: ProcessRow | undefined;
  readonly selected: ProcessRow | undefined;
  readonly cores: number;
  readonly outcome: PickOutcome | undefined;
  readonly onEnd: (row: ProcessRow) => void;
}

/** More about the process under the cursor. */
export function ProcessDetails({ row, selected, cores, outcome, onEnd }: Props): ReactNode {
  const trail = useTrail(row, trailSeconds);
  return (
    <section className="card details" aria-label="Selected process">
      {row === undefined ? (
        <p className="muted">
          {selected === undefined
            ? 'Choose a process to see more of it, and to point the other windows at it.'
            : `${selected.name} (${selected.pid}) has ended.`}
        </p>
      ) : (
        <>
          <div className="details-text">
            <p className="details-title">
              <strong>{row.name}</strong>
              <span className="tag">pid {row.pid}</span>
              <span className="tag">parent {row.parent}</span>
              <span className="tag">{states[row.state] ?? row.state}</span>
              <PickOutcomeText outcome={outcome} />
            </p>
            <code className="details-command">{row.command}</code>
          </div>
          <dl className="details-figures">
            <div>
              <dt>Memory</dt>
              <dd>{formatBytes(row.memory)}</dd>
            </div>
            <div>
              <dt>Running</dt>
              <dd>{formatDuration((Date.now() - row.startedAt) / 1000)}</dd>
            </div>
            <div className="details-cpu">
              <dt>CPU {formatPercent(row.cpu / cores)} %</dt>
              <dd>
                <Sparkline
                  label={`CPU of ${row.name} since it was selected`}
                  values={trail}
                  top={Math.max(10, ...trail)}
                  length={trailSeconds}
                />
              </dd>
            </div>
          </dl>
          <button
            type="button"
            className="button"
            disabled={!row.mine}
            title={row.mine ? 'End this process (Delete)' : `It belongs to ${row.user}`}
            onClick={() => onEnd(row)}
          >
            End process…
          </button>
        </>
      )}
    </section>
  );
}
