import { left, markdownTable, right, threeFigures } from './markdown.js';
import { best, costPerUnit, ratio, type AxisResult, type AxisRun } from './results.js';

/** One axis: its rows and contenders, with the same columns for each version of Node. */
export function axisSection({ title, operation, unit, goal, runs }: AxisResult): string {
  const parts = [`### ${title}`, `Goal: ${goal}.`];
  const [longest] = [...runs].sort((a, b) => b.rows.length - a.rows.length);
  if (longest !== undefined && longest.rows.length > 0) {
    const columns = runs.flatMap(({ node }) => [
      right(`${node}: ${operation}/s`),
      right('spread'),
      right(`ns per ${unit}`),
      right('of the platform'),
      right('of the best peer'),
    ]);
    const rows = longest.rows.flatMap(({ label, contenders }) =>
      contenders.map(({ name, role }, nth) => [
        nth === 0 ? label : '',
        role === 'culvert' ? `**${name}**` : name,
        ...runs.flatMap((run) => cells(run, label, name)),
      ]),
    );
    parts.push(markdownTable([left(''), left('Contender'), ...columns], rows));
  }
  for (const { node, error } of runs)
    if (error !== undefined) parts.push(`Failed with Node ${node}: ${error}`);
  return parts.join('\n\n');
}

/** The cells of one version of Node for one contender of one row. */
function cells({ rows }: AxisRun, label: string, name: string): string[] {
  const row = rows.find((each) => each.label === label);
  const contender = row?.contenders.find((each) => each.name === name);
  if (row === undefined || contender === undefined) return ['', '', '', '', ''];
  return [
    threeFigures(contender.rate.median),
    `±${Math.round((contender.rate.spread / 2) * 100)} %`,
    threeFigures(costPerUnit(contender, row)),
    times(ratio(contender, best(row, 'platform'))),
    contender.role === 'culvert' ? times(ratio(contender, best(row, 'peer'))) : '',
  ];
}

function times(value: number | undefined): string {
  return value === undefined ? '' : value.toPrecision(value >= 10 ? 3 : 2);
}
