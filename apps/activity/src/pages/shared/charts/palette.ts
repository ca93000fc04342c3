/** The colours of the charts, by what they stand for. */
export type Ink = 'cpu' | 'system' | 'memory' | 'cached' | 'incoming' | 'outgoing';

export interface Palette {
  readonly ink: (name: Ink) => string;
  readonly wash: (name: Ink) => string;
  readonly grid: string;
  readonly text: string;
  readonly font: string;
}

/** Reads the style sheet: a canvas knows no custom properties. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ink: (name) => read(`--ink-${name}`),
    wash: (name) => read(`--wash-${name}`),
    grid: read('--grid'),
    text: read('--muted'),
    font: `400 ${read('--size-axis')} ${read('--font')}`,
  };
}
