import { useMemo } from 'react';
import type { CSSProperties, ReactNode } from 'react';
import type { MemoryUse } from '../../shared/sample.js';
import type { Ink } from '../shared/charts/palette.js';
import { bytesScale } from '../shared/charts/scales.js';
import { TimeChart } from '../shared/charts/time-chart.js';
import { formatBytes, scaleBytes } from '../shared/format.js';
import type { ChartCardProps } from './card-props.js';

export function MemoryCard({ history, times, minutes }: ChartCardProps): ReactNode {
  const memory = history.at(-1)?.memory;
  const total = memory?.total ?? 0;
  const scale = useMemo(() => bytesScale(total), [total]);
  const series = useMemo(
    () => [
      {
        name: 'Used',
        ink: 'memory' as const,
        isFilled: true,
        values: history.map((point) => point.memory.used),
      },
    ],
    [history],
  );
  const used = scaleBytes(memory?.used ?? 0);
  return (
    <section className="card memory-card" aria-labelledby="memory-title">
      <div className="card-head">
        <h2 id="memory-title">Memory</h2>
        <span className="muted" data-testid="memory-total" data-bytes={total}>
          of {formatBytes(total)}
        </span>
        <span className="figure">
          {memory ? used.value : '–'}
          <small>{used.unit}</small>
        </span>
      </div>
      <TimeChart
        label={`Memory in use over ${minutes} minutes, now ${formatBytes(memory?.used ?? 0)}`}
        times={times}
        series={series}
        scale={scale}
        minutes={minutes}
      />
      {memory && <Shares memory={memory} />}
    </section>
  );
}

function Shares({ memory }: { readonly memory: MemoryUse }): ReactNode {
  const parts: readonly (readonly [string, Ink | undefined, number])[] = [
    ['Used', 'memory', memory.used],
    ['Cached', 'cached', memory.cached],
    ['Free', undefined, memory.free],
  ];
  const inkOf = (ink: Ink | undefined): CSSProperties =>
    ({ '--ink': ink === undefined ? 'var(--sunken)' : `var(--ink-${ink})` }) as CSSProperties;
  return (
    <div className="shares">
      <div className="share-bar" aria-hidden="true">
        {parts.map(([name, ink, bytes]) => (
          <span key={name} style={{ ...inkOf(ink), flexGrow: bytes }} />
        ))}
      </div>
      <div className="share-keys">
        {parts.map(([name, ink, bytes]) => (
          <span key={name} className="key" style={inkOf(ink)}>
            {name} <b>{formatBytes(bytes)}</b>
          </span>
        ))}
        <span className="key bare">
          Swap <b>{memory.swapTotal > 0 ? formatBytes(memory.swapUsed) : 'none'}</b>
        </span>
      </div>
    </div>
  );
}
