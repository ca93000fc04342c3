import { useState } from 'react';
import type { CSSProperties, ReactNode } from 'react';
import { isSameProcess } from '../../shared/process-key.js';
import type { ProcessKey } from '../../shared/process-key.js';
import type { Sample } from '../../shared/sample.js';
import { formatBytes, formatCount, formatPercent } from '../shared/format.js';
import { usePage } from '../shared/page-context.js';
import { PickOutcomeText } from '../shared/pick-outcome.js';
import { Segmented } from '../shared/segmented.js';
import { usePick } from '../shared/use-pick.js';

type By = 'cpu' | 'memory';

const choices = [
  { value: 'cpu', label: 'CPU' },
  { value: 'memory', label: 'Memory' },
] as const;

interface Props {
  readonly sample: Sample | undefined;
  readonly pickedKey: ProcessKey | undefined;
}

/** The busiest processes; a click points every other window at one. */
export function TopCard({ sample, pickedKey }: Props): ReactNode {
  const { settings } = usePage();
  const [by, setBy] = useState<By>('cpu');
  const [pick, outcome] = usePick();
  const rows = (by === 'cpu' ? sample?.topByCpu : sample?.topByMemory) ?? [];
  const cores = settings.cpuScale === 'machine' ? (sample?.cpu.cores.length ?? 1) : 1;
  const full = by === 'cpu' ? 100 * (sample?.cpu.cores.length ?? 1) : (sample?.memory.total ?? 1);

  return (
    <section className="card top-card" aria-labelledby="top-title">
      <div className="card-head">
        <h2 id="top-title">Busiest</h2>
        <span className="muted">{sample && `of ${formatCount(sample.processCount)}`}</span>
        <Segmented<By> label="Busiest by" choices={choices} value={by} onChange={setBy} />
      </div>
      <ol className="top-list">
        {rows.map((row) => (
          <li key={row.pid}>
            <button
              type="button"
              data-picked={isSameProcess(row, pickedKey)}
              style={{ '--part': (by === 'cpu' ? row.cpu : row.memory) / full } as CSSProperties}
              title={`Point the other windows at ${row.name}`}
              onClick={() => pick(row)}
            >
              <span className="top-name">{row.name}</span>
              <span className="muted">{row.pid}</span>
              <span className="top-value">
                {by === 'cpu' ? `${formatPercent(row.cpu / cores)} %` : formatBytes(row.memory)}
              </span>
            </button>
          </li>
        ))}
      </ol>
      <p className="muted top-foot">
        <PickOutcomeText outcome={outcome} />
      </p>
    </section>
  );
}
