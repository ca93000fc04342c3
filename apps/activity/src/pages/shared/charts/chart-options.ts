import type uPlot from 'uplot';
import type { Palette } from './palette.js';
import { readoutPlugin } from './readout.js';
import type { Series } from './series.js';

/** How the values of a chart are counted. Keep it outside of components: another one makes another plot. */
export interface ChartScale {
  readonly format: (value: number) => string;
  /** The top of the scale for the highest value that is shown. */
  readonly top: (highest: number) => number;
  /** The lines across, for the top. */
  readonly splits: (top: number) => number[];
}

/** All charts of a page show the same moment under the pointer. */
const syncKey = 'activity';

export function chartOptions(
  series: readonly Series[],
  scale: ChartScale,
  palette: Palette,
  minutes: () => number,
): Omit<uPlot.Options, 'width' | 'height'> {
  const axis: uPlot.Axis = { stroke: palette.text, font: palette.font, ticks: { show: false } };
  return {
    padding: [8, 16, 0, 0],
    legend: { show: false },
    cursor: {
      sync: { key: syncKey },
      drag: { x: false, y: false, setScale: false },
      y: false,
      points: { size: 7, width: 1.5 },
    },
    scales: {
      x: { range: (_plot, _min, max) => [max - minutes() * 60, max] },
      y: { range: (_plot, _min, max) => [0, scale.top(max)] },
    },
    axes: [
      {
        ...axis,
        size: 26,
        space: 90,
        grid: { show: false },
        values: (_plot, splits) => splits.map(shortTime),
      },
      {
        ...axis,
        size: 72,
        gap: 6,
        grid: { stroke: palette.grid, width: 1 },
        splits: (plot) => scale.splits(plot.scales['y']?.max ?? 1),
        values: (_plot, splits) => splits.map(scale.format),
      },
    ],
    series: [{}, ...series.map((line) => lineOptions(line, palette))],
    plugins: [readoutPlugin(series, scale.format, clockTime)],
  };
}

function lineOptions({ name, ink, isFilled = false }: Series, palette: Palette): uPlot.Series {
  return {
    label: name,
    stroke: palette.ink(ink),
    width: 1.75,
    points: { show: false },
    ...(isFilled && { fill: palette.wash(ink) }),
  };
}

function clockTime(seconds: number): string {
  return new Date(seconds * 1000).toLocaleTimeString('en-GB');
}

/** Without seconds where they are none, so that the last label has room at the edge. */
function shortTime(seconds: number): string {
  return clockTime(seconds).replace(/:00$/, '');
}
