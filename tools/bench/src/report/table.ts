import { best, ratio, type AxisResult, type Results, type RowResult } from './results.js';

/** The results as Markdown, a table for each axis. */
export function resultTables({ axes, sizes }: Results): string {
  return [...axes.map(axisSection), ...(sizes.length > 0 ? [sizeSection(sizes)] : [])].join('\n\n');
}

function sizeSection(sizes: Results['sizes']): string {
  return [
    '### What a page loads',
    '',
    'Minified, without RxJS, which is the app’s own.',
    '',
    '| | bytes | with gzip |',
    '| --- | ---: | ---: |',
    ...sizes.map(({ name, minified, gzip }) => `| ${name} | ${minified} | ${gzip} |`),
  ].join('\n');
}

function axisSection({ title, operation, goal, rows }: AxisResult): string {
  return [
    `### ${title}`,
    '',
    `Goal: ${goal}.`,
    '',
    `| | Contender | ${operation}/s (median) | spread | of the platform | of the best peer |`,
    '| --- | --- | ---: | ---: | ---: | ---: |',
    ...rows.flatMap(rowLines),
  ].join('\n');
}

function rowLines(row: RowResult): string[] {
  const platform = best(row, 'platform');
  const peer = best(row, 'peer');
  return row.contenders.map((contender, nth) => {
    const isOurs = contender.role === 'culvert';
    const cells = [
      nth === 0 ? row.label : '',
      isOurs ? `**${contender.name}**` : contender.name,
      rounded(contender.rate.median),
      `±${Math.round((contender.rate.spread / 2) * 100)} %`,
      times(ratio(contender, platform)),
      isOurs ? times(ratio(contender, peer)) : '',
    ];
    return `| ${cells.join(' | ')} |`;
  });
}

function times(value: number | undefined): string {
  return value === undefined ? '' : value.toPrecision(value >= 10 ? 3 : 2);
}

/** Three figures: the rest is noise. */
function rounded(rate: number): string {
  return Number(rate.toPrecision(3)).toLocaleString('en');
}
