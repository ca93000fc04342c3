import { useEffect, useState } from 'react';
import type { CSSProperties, ReactNode } from 'react';
import type { HistoryPoint, Sample } from '../../shared/sample.js';
import type { Place } from '../../shared/scan.js';
import { Sparkline } from '../shared/charts/sparkline.js';
import { formatBytes, formatPercent } from '../shared/format.js';
import { usePage } from '../shared/page-context.js';
import { listPlaces } from './raw-ipc.js';

const seconds = 120;

export function OverviewPreview({ history }: { readonly history: readonly HistoryPoint[] }): ReactNode {
  const last = history.at(-1);
  return (
    <>
      <span className="preview-figures">
        <span className="figure">
          {last ? formatPercent(last.cpu.total) : '–'}
          <small>% CPU</small>
        </span>
        <span className="muted">
          {last && `${formatBytes(last.memory.used)} of ${formatBytes(last.memory.total)}`}
        </span>
      </span>
      <span className="preview-chart">
        <Sparkline
          label="Processor use over two minutes"
          values={history.map(({ cpu }) => cpu.total)}
          top={100}
          length={seconds}
        />
      </span>
    </>
  );
}

export function ProcessesPreview({ sample }: { readonly sample: Sample | undefined }): ReactNode {
  const rows = sample?.topByCpu.slice(0, 5) ?? [];
  const full = 100 * (sample?.cpu.cores.length ?? 1);
  return (
    <>
      <span className="preview-figures">
        <span className="figure">
          {sample?.processCount ?? '–'}
          <small>processes</small>
        </span>
      </span>
      <span className="preview-rows">
        {rows.map(({ pid, name, cpu }) => (
          <span key={pid} style={{ '--part': cpu / full } as CSSProperties}>
            <span>{name}</span>
            <span className="muted">{formatPercent(cpu)} %</span>
          </span>
        ))}
      </span>
    </>
  );
}

export function DiskPreview(): ReactNode {
  const { renderer } = usePage();
  const [place, setPlace] = useState<Place>();
  useEffect(() => {
    if (renderer === undefined) return undefined;
    let isCurrent = true;
    listPlaces(renderer).then(
      (places) => {
        if (isCurrent) setPlace(places[0]);
      },
      // The connection ended meanwhile; the next one asks again.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [renderer]);
  const used = place && place.total > 0 ? 1 - place.free / place.total : 0;
  return (
    <>
      <span className="preview-figures">
        <span className="figure">
          {place ? formatPercent(100 * used) : '–'}
          <small>% full</small>
        </span>
        <span className="muted">{place && `${formatBytes(place.free)} free`}</span>
      </span>
      <span className="preview-gauge" style={{ '--part': used } as CSSProperties} />
    </>
  );
}
