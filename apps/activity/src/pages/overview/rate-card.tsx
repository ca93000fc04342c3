import { useMemo } from 'react';
import type { CSSProperties, ReactNode } from 'react';
import type { HistoryPoint } from '../../shared/sample.js';
import { rateScale } from '../shared/charts/scales.js';
import { TimeChart } from '../shared/charts/time-chart.js';
import { formatRate } from '../shared/format.js';
import type { ChartCardProps } from './card-props.js';

interface Kind {
  readonly title: string;
  readonly incoming: string;
  readonly outgoing: string;
  readonly rates: (point: HistoryPoint) => readonly [incoming: number, outgoing: number];
}

const kinds = {
  network: {
    title: 'Network',
    incoming: 'Received',
    outgoing: 'Sent',
    rates: ({ network }) => [network.received, network.sent],
  },
  disk: {
    title: 'Disk',
    incoming: 'Read',
    outgoing: 'Written',
    rates: ({ disk }) => [disk.read, disk.written],
  },
} satisfies Readonly<Record<string, Kind>>;

interface Props extends ChartCardProps {
  readonly kind: keyof typeof kinds;
}

/** Two rates against each other: in and out. */
export function RateCard({ kind, history, times, minutes }: Props): ReactNode {
  const { title, incoming, outgoing, rates }: Kind = kinds[kind];
  const last = history.at(-1);
  const [nowIn, nowOut] = last ? rates(last) : [0, 0];
  const series = useMemo(
    () => [
      {
        name: incoming,
        ink: 'incoming' as const,
        isFilled: true,
        values: history.map((point) => rates(point)[0]),
      },
      {
        name: outgoing,
        ink: 'outgoing' as const,
        isFilled: true,
        values: history.map((point) => rates(point)[1]),
      },
    ],
    [history, incoming, outgoing, rates],
  );
  return (
    <section className={`card ${kind}-card`} aria-labelledby={`${kind}-title`}>
      <div className="card-head">
        <h2 id={`${kind}-title`}>{title}</h2>
        <span className="rate-keys">
          <span className="key" style={{ '--ink': 'var(--ink-incoming)' } as CSSProperties}>
            {incoming} <b>{formatRate(nowIn)}</b>
          </span>
          <span className="key" style={{ '--ink': 'var(--ink-outgoing)' } as CSSProperties}>
            {outgoing} <b>{formatRate(nowOut)}</b>
          </span>
        </span>
      </div>
      <TimeChart
        label={`${title} over ${minutes} minutes, now ${incoming.toLowerCase()} ${formatRate(nowIn)}, ${outgoing.toLowerCase()} ${formatRate(nowOut)}`}
        times={times}
        series={series}
        scale={rateScale}
        minutes={minutes}
      />
    </section>
  );
}
