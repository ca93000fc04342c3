import { useMemo } from 'react';
import type { CSSProperties, ReactNode } from 'react';
import type { HistoryPoint } from '../../shared/sample.js';
import { percentScale } from '../shared/charts/scales.js';
import { Sparkline } from '../shared/charts/sparkline.js';
import { TimeChart } from '../shared/charts/time-chart.js';
import { formatPercent } from '../shared/format.js';
import type { ChartCardProps } from './card-props.js';

/** More cores than this are shown as shades only. */
const mostLines = 16;

export function CpuCard({ history, times, minutes }: ChartCardProps): ReactNode {
  const cpu = history.at(-1)?.cpu;
  const series = useMemo(
    () => [
      { name: 'Total', ink: 'cpu' as const, isFilled: true, values: history.map((point) => point.cpu.total) },
      { name: 'System', ink: 'system' as const, values: history.map((point) => point.cpu.system) },
    ],
    [history],
  );
  return (
    <section className="card cpu-card" aria-labelledby="cpu-title">
      <div className="card-head">
        <h2 id="cpu-title">Processor</h2>
        <span className="key" style={{ '--ink': 'var(--ink-cpu)' } as CSSProperties}>
          Total
        </span>
        <span className="key" style={{ '--ink': 'var(--ink-system)' } as CSSProperties}>
          System <b>{cpu && formatPercent(cpu.system)} %</b>
        </span>
        <span className="figure" data-testid="cpu-total">
          {cpu ? formatPercent(cpu.total) : '–'}
          <small>%</small>
        </span>
      </div>
      <TimeChart
        label={`Processor use over ${minutes} minutes, now ${cpu?.total ?? 0} percent`}
        times={times}
        series={series}
        scale={percentScale}
        minutes={minutes}
      />
      <Cores history={history} minutes={minutes} />
    </section>
  );
}

/**
 * One small chart for each core. On machines with many cores, one cell for each, shaded by its
 * load.
 */
function Cores({
  history,
  minutes,
}: {
  readonly history: readonly HistoryPoint[];
  readonly minutes: number;
}): ReactNode {
  const cores = history.at(-1)?.cpu.cores ?? [];
  const isDense = cores.length > mostLines;
  return (
    <ul className={isDense ? 'cores dense' : 'cores'} aria-label="Cores" data-testid="cores">
      {cores.map((use, core) => (
        <li key={core} style={{ '--use': use / 100 } as CSSProperties} title={`Core ${core}: ${use} %`}>
          <span className="core-name">
            Core {core} <b>{formatPercent(use)} %</b>
          </span>
          {!isDense && (
            <Sparkline
              label={`Core ${core}, now ${use} percent`}
              values={history.map((point) => point.cpu.cores[core] ?? 0)}
              top={100}
              length={minutes * 60}
            />
          )}
        </li>
      ))}
    </ul>
  );
}
