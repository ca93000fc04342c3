// `npm run bench`: measures, prints a table, and with --write makes docs/performance of it.
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { axes } from './axes.js';
import { measure, type Effort } from './measure/rounds.js';
import { ratioChart } from './report/chart.js';
import type { AxisResult, Results } from './report/results.js';
import { resultTables } from './report/table.js';
import { sizeEntries } from './size/entries.js';
import { pageSize } from './size/page-size.js';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    axis: { type: 'string', multiple: true },
    json: { type: 'string' },
    chart: { type: 'string' },
  },
});

const FULL: Effort = { rounds: 15, sliceMs: 200, warmUpMs: 1500 };
const QUICK: Effort = { rounds: 5, sliceMs: 80, warmUpMs: 1000 };

const wanted = axes.filter(({ id }) => values.axis?.includes(id) ?? true);
const unknown = values.axis?.filter((id) => id !== 'size' && !axes.some((axis) => axis.id === id)) ?? [];
if (unknown.length > 0) {
  console.error(
    `No axis ${unknown.join(', ')}. There are: ${[...axes.map(({ id }) => id), 'size'].join(', ')}.`,
  );
  process.exit(1);
}

const measured: AxisResult[] = [];
for (const { contenders, variants, slices = 1, ...axis } of wanted) {
  const { sliceMs, ...effort } = values.quick ? QUICK : FULL;
  // Quick: the first row of each axis.
  const rows = [];
  for (const { label, parameters } of values.quick ? variants.slice(0, 1) : variants) {
    process.stderr.write(`${axis.title}: ${label}\n`);
    const results = await measure(contenders, parameters, { ...effort, sliceMs: sliceMs * slices });
    rows.push({
      label,
      contenders: results.map(({ contender: { name, role }, rate }) => ({ name, role, rate })),
    });
  }
  measured.push({ ...axis, rows });
}

const sizes =
  values.axis === undefined || values.axis.includes('size')
    ? await Promise.all(sizeEntries.map(async ({ name, source }) => ({ name, ...(await pageSize(source)) })))
    : [];

const results: Results = {
  machine: { node: process.version, cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length },
  date: new Date().toISOString().slice(0, 10),
  axes: measured,
  sizes,
};
console.log(resultTables(results));
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(results, undefined, 2)}\n`);
if (values.chart !== undefined) await writeFile(values.chart, ratioChart(results));
process.exit(0);
