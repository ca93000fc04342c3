import type { ReactNode } from 'react';
import type { ProcessRow } from '../../shared/process-row.js';
import { Sparkline } from '../shared/charts/sparkline.js';
import { formatBytes, formatDuration, formatPercent } from '../shared/format.js';
import { useTrail } from './use-trail.js';

const trailSeconds = 60;

interface Props {
  readonly row: ProcessRow;
  /** The divisor of the CPU share. */
  readonly cores: number;
  readonly hasEnded: boolean;
}

/** The resources of the process, and its CPU since it was selected. */
export function ProcessFigures({ row, cores, hasEnded }: Props): ReactNode {
  const trail = useTrail(row, trailSeconds);
  return (
    <dl className="details-figures" data-ended={hasEnded}>
      <div>
        <dt>Memory</dt>
        <dd data-testid="details-memory">{formatBytes(row.memory)}</dd>
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
  );
}
