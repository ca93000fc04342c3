// `npm run bench`: measures, and prints a table for each question. With --write it updates the
// page.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { axes } from './axes.js';
import { axisRun } from './measure/axis-run.js';
import { efforts } from './measure/effort.js';
import { npmNode, runningNode, type NodeBinary } from './nodes.js';
import { ratioChart } from './report/chart.js';
import { withResults } from './report/page.js';
import { failures, merged, type Results } from './report/results.js';
import { resultTables } from './report/tables.js';
import { sizeEntries } from './size/entries.js';
import { pageSize } from './size/page-size.js';
import { slowConsumerRun } from './slow-consumer/slow-consumer-run.js';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    axis: { type: 'string', multiple: true },
    node: { type: 'string', multiple: true },
    write: { type: 'boolean', default: false },
  },
});

const docs = new URL('../../../docs/', import.meta.url);
/** The bench saves each result at once. A later failure then loses nothing. */
const soFar = new URL('../dist/results.json', import.meta.url);

const ids = [...axes.map(({ id }) => id), 'slow-consumer', 'size'];
const wanted = new Set(values.axis ?? ids);
const unknown = [...wanted].filter((id) => !ids.includes(id));
if (unknown.length > 0) {
  console.error(`No axis ${unknown.join(', ')}. There are: ${ids.join(', ')}.`);
  process.exit(1);
}

const effort = values.quick ? 'quick' : 'full';
const nodes = await nodesOf(values.node ?? (values.quick ? [] : ['latest']));
let results: Results = {
  machine: { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length },
  date: new Date().toISOString().slice(0, 10),
  quick: values.quick,
  axes: [],
  sizes: [],
};

for (const axis of axes.filter(({ id }) => wanted.has(id))) {
  const { id, title, operation, unit, goal } = axis;
  const runs = await withEachNode(title, (node) => axisRun(axis, node, effort));
  await keep({
    axes: [...results.axes, { id, title, operation, unit: unit.name, goal, runs }],
  });
}
if (wanted.has('slow-consumer')) {
  const { watchMs } = efforts[effort];
  const runs = await withEachNode('A slow consumer', (node) => slowConsumerRun(node, watchMs));
  await keep({ slowConsumer: { watchMs, runs } });
}
if (wanted.has('size')) {
  await keep({
    sizes: await Promise.all(
      sizeEntries.map(async ({ name, source }) => ({ name, ...(await pageSize(source)) })),
    ),
  });
}

console.log(resultTables(results));
if (values.write) {
  // A run of some axes replaces only these in the earlier results.
  if (values.axis !== undefined) results = merged(await readResults(), results);
  const page = new URL('performance.md', docs);
  await writeFile(page, withResults(await readFile(page, 'utf8'), results));
  await mkdir(new URL('performance/', docs), { recursive: true });
  await writeFile(new URL('performance/results.json', docs), asJson(results));
  await writeFile(new URL('performance/chart.svg', docs), ratioChart(results));
}
const failed = failures(results);
for (const line of failed) console.error(line);
process.exit(failed.length > 0 ? 1 : 0);

/** The running Node, and those that npm can fetch. */
async function nodesOf(versions: readonly string[]): Promise<NodeBinary[]> {
  const nodes = [runningNode];
  for (const version of versions) {
    try {
      const node = await npmNode(version);
      if (nodes.every((each) => each.version !== node.version)) nodes.push(node);
    } catch (error) {
      console.error(`Without Node ${version}: ${(error as Error).message}`);
    }
  }
  return nodes;
}

async function withEachNode<T>(title: string, run: (node: NodeBinary) => Promise<T>): Promise<T[]> {
  const runs: T[] = [];
  for (const node of nodes) {
    process.stderr.write(`${title}, Node ${node.version}\n`);
    runs.push(await run(node));
  }
  return runs;
}

async function keep(more: Partial<Results>): Promise<void> {
  results = { ...results, ...more };
  await writeFile(soFar, asJson(results));
}

async function readResults(): Promise<Results> {
  return JSON.parse(await readFile(new URL('performance/results.json', docs), 'utf8')) as Results;
}

function asJson(value: Results): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
