import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { uPlot } from './uplot.js';
import { usePage } from '../page-context.js';
import { chartOptions } from './chart-options.js';
import type { ChartScale } from './chart-options.js';
import type { Series } from './series.js';
import { readPalette } from './palette.js';

interface Props {
  /** The text that a screen reader reads in place of the picture. */
  readonly label: string;
  /** Milliseconds since 1970. */
  readonly times: readonly number[];
  readonly series: readonly Series[];
  readonly scale: ChartScale;
  readonly minutes: number;
}

/** Lines over the last minutes. Fills its parent; takes new points without building anything anew. */
export function TimeChart({ label, times, series, scale, minutes }: Props): ReactNode {
  const { shade } = usePage();
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const latest = useRef({ times, series, minutes });
  // Another shape of the lines needs another plot; other points of the same lines do not.
  const shape = JSON.stringify(series.map(({ name, ink, isFilled }) => [name, ink, isFilled]));

  useEffect(() => {
    latest.current = { times, series, minutes };
    plot.current?.setData(dataOf(latest.current));
  }, [times, series, minutes]);

  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const size = (): { width: number; height: number } => ({
      width: element.clientWidth,
      height: element.clientHeight,
    });
    const options = chartOptions(
      latest.current.series,
      scale,
      readPalette(element),
      () => latest.current.minutes,
    );
    const current = new uPlot({ ...options, ...size() }, dataOf(latest.current), element);
    plot.current = current;
    const observer = new ResizeObserver(() => current.setSize(size()));
    observer.observe(element);
    return () => {
      observer.disconnect();
      current.destroy();
      plot.current = undefined;
    };
  }, [shade, shape, scale]);

  return <div ref={box} className="time-chart" role="img" aria-label={label} />;
}

function dataOf({ times, series }: Pick<Props, 'times' | 'series'>): uPlot.AlignedData {
  return [times.map((time) => time / 1000), ...series.map(({ values }) => [...values])];
}
