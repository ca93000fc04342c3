import type uPlot from 'uplot';
import type { Series } from './series.js';

/** The values at the pointer, in a small box that follows it. */
export function readoutPlugin(
  series: readonly Series[],
  format: (value: number) => string,
  formatTime: (seconds: number) => string,
): uPlot.Plugin {
  const box = document.createElement('div');
  box.className = 'readout';
  box.hidden = true;
  return {
    hooks: {
      ready: (plot) => plot.over.append(box),
      setCursor: (plot) => {
        const { idx, left = -1 } = plot.cursor;
        const time = idx === null || idx === undefined || left < 0 ? undefined : plot.data[0][idx];
        box.hidden = time === undefined;
        if (time === undefined || idx === null || idx === undefined) return;
        const lines = series.map(({ name }, line) => `${name} ${format(plot.data[line + 1]?.[idx] ?? 0)}`);
        box.replaceChildren(...[formatTime(time), ...lines].map(textLine));
        // On the other side of the pointer where it would leave the chart.
        box.classList.toggle('at-left', left > plot.over.clientWidth / 2);
        box.style.setProperty('--at', `${left}px`);
      },
    },
  };
}

function textLine(text: string): HTMLElement {
  const line = document.createElement('span');
  line.textContent = text;
  return line;
}
