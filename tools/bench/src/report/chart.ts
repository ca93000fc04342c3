import { best, ratio, type Results } from './results.js';

interface Bar {
  readonly label: string;
  /** Of the platform, where 1 is as fast; on a scale of powers of two. */
  readonly ratio: number;
}

const ROW = 22;
const LABELS = 330;
const SCALE = 70;
const CENTRE = LABELS + 4 * SCALE;
const WIDTH = CENTRE + 4 * SCALE + 20;

/**
 * How fast Culvert is of what the platform itself does, a bar for each row of each axis, as an SVG. It is of the first
 * version of Node that was measured: a second bar each would say the same.
 */
export function ratioChart({ axes }: Results): string {
  const bars = axes.flatMap(({ id, runs: [run] }) =>
    (run?.rows ?? []).flatMap((row): Bar[] => {
      const ours = best(row, 'culvert');
      const value = ours && ratio(ours, best(row, 'platform'));
      return value === undefined ? [] : [{ label: `${id}, ${row.label}`, ratio: value }];
    }),
  );
  const height = bars.length * ROW + 50;
  const lines = [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((power) => {
    const x = CENTRE + power * SCALE;
    const text = power < 0 ? `1/${2 ** -power}` : `${2 ** power}`;
    return (
      `<line x1="${x}" y1="28" x2="${x}" y2="${height - 10}" class="${power === 0 ? 'one' : 'grid'}"/>` +
      `<text x="${x}" y="20" text-anchor="middle">${text}</text>`
    );
  });
  const drawn = bars.map(({ label, ratio: value }, nth) => {
    const y = 34 + nth * ROW;
    const power = Math.max(-4, Math.min(4, Math.log2(value)));
    const [x, width] = power < 0 ? [CENTRE + power * SCALE, -power * SCALE] : [CENTRE, power * SCALE];
    return (
      `<text x="${LABELS}" y="${y + 12}" text-anchor="end">${escaped(label)}</text>` +
      `<rect x="${x.toFixed(1)}" y="${y}" width="${Math.max(width, 1).toFixed(1)}" height="${ROW - 7}" class="${power < 0 ? 'slower' : 'faster'}"/>`
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="12">
<style>text{fill:#57606a}.grid{stroke:#d0d7de}.one{stroke:#57606a;stroke-width:2}.faster{fill:#2da44e}.slower{fill:#bf8700}@media (prefers-color-scheme:dark){text{fill:#9198a1}.grid{stroke:#3d444d}.one{stroke:#9198a1}}</style>
${[...lines, ...drawn].join('\n')}
</svg>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
