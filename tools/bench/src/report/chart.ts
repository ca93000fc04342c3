import { best, ratio, type AxisResult, type Results, type RowResult } from './results.js';

/**
 * One row of an axis, relative to the platform: 1 is as fast. There is a pair for each version of
 * Node.
 */
interface Line {
  readonly label: string;
  readonly pairs: readonly { readonly culvert: number; readonly peer: number | undefined }[];
}

const ROW = 24;
const LABELS = 200;
/** The width of twice as fast; the chart ends at 16 times. */
const SCALE = 80;
const POWERS = 4;
const CENTRE = LABELS + 10 + POWERS * SCALE;
const WIDTH = CENTRE + POWERS * SCALE + 20;
const TOP = 50;

/**
 * The speed of Culvert relative to the platform, for each row of each axis, as an SVG. It has a bar
 * for each version of Node, and a mark for the best peer.
 */
export function ratioChart({ axes }: Results): string {
  const versions = axes[0]?.runs.map(({ node }) => node) ?? [];
  const lines = axes.flatMap(linesOf);
  const height = TOP + lines.length * ROW + 10;
  const legend = `Of the platform: Culvert (bar) and the best other library (mark), ${versions.join(' above ')}`;
  const parts = [
    `<text x="10" y="16">${escaped(legend)}</text>`,
    ...Array.from({ length: 2 * POWERS + 1 }, (_, nth) => scaleMark(nth - POWERS, height)),
    ...lines.map(({ label, pairs }, nth) => drawLine(label, pairs, TOP + nth * ROW)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="12">
<style>text{fill:#57606a}.grid{stroke:#d0d7de}.one{stroke:#57606a;stroke-width:2}.faster{fill:#2da44e}.slower{fill:#bf8700}.peer{stroke:#0969da;stroke-width:3}@media (prefers-color-scheme:dark){text{fill:#9198a1}.grid{stroke:#3d444d}.one{stroke:#9198a1}.peer{stroke:#58a6ff}}</style>
${parts.join('\n')}
</svg>
`;
}

function linesOf({ id, runs }: AxisResult): Line[] {
  const labels = new Set(runs.flatMap(({ rows }) => rows.map(({ label }) => label)));
  return [...labels].flatMap((label): Line[] => {
    const rows = runs.flatMap((run) => run.rows.filter((row) => row.label === label));
    const pairs = rows.flatMap((row) => pairOf(row) ?? []);
    return pairs.length === 0 ? [] : [{ label: `${id}, ${label}`, pairs }];
  });
}

function pairOf(row: RowResult): Line['pairs'][number] | undefined {
  const [culvert, platform, peer] = [best(row, 'culvert'), best(row, 'platform'), best(row, 'peer')];
  const value = culvert && ratio(culvert, platform);
  return value === undefined ? undefined : { culvert: value, peer: peer && ratio(peer, platform) };
}

function scaleMark(power: number, height: number): string {
  const x = CENTRE + power * SCALE;
  const text = power < 0 ? `1/${2 ** -power}` : `${2 ** power}`;
  return (
    `<line x1="${x}" y1="42" x2="${x}" y2="${height - 10}" class="${power === 0 ? 'one' : 'grid'}"/>` +
    `<text x="${x}" y="36" text-anchor="middle">${text}</text>`
  );
}

function drawLine(label: string, pairs: Line['pairs'], y: number): string {
  const height = (ROW - 8) / pairs.length;
  const bars = pairs.map(({ culvert, peer }, nth) => {
    const top = y + nth * height;
    const end = placeOf(culvert);
    const [x, width] = [Math.min(end, CENTRE), Math.max(Math.abs(end - CENTRE), 1)];
    const bar = `<rect x="${x.toFixed(1)}" y="${top}" width="${width.toFixed(1)}" height="${height - 1}" class="${culvert < 1 ? 'slower' : 'faster'}"/>`;
    if (peer === undefined) return bar;
    const at = placeOf(peer).toFixed(1);
    return `${bar}<line x1="${at}" y1="${top}" x2="${at}" y2="${top + height - 1}" class="peer"/>`;
  });
  return `<text x="${LABELS}" y="${y + 12}" text-anchor="end">${escaped(label)}</text>${bars.join('')}`;
}

/** On a scale of powers of two. */
function placeOf(value: number): number {
  return CENTRE + Math.max(-POWERS, Math.min(POWERS, Math.log2(value))) * SCALE;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
