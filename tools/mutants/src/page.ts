import type { Found, Hunted } from './hunt.js';
import type { Mutant, MutantKind } from './mutant.js';
import type { SpecResult } from './specs.js';

/** The largest diagram of a found bug, in marbles. */
export const MOST_MARBLES = 20;

/** The kinds with a diagram on the page. */
const DRAWN: readonly MutantKind[] = ['router', 'calls', 'streams', 'main', 'renderer', 'order', 'user code'];

const INTRODUCTION = `# Planted bugs

\`npm run mutants\` writes this page. It plants one bug at a time in the sources of the libs, or in the app of a scenario.
Then it runs one exploration of the explored suite until a check fails: the cheapest one that finds the bug. Schedules
counts the runs until then. Marbles is the size of the diagram that \`explore\` prints after it has made the schedule small.
For a bug that is not found, all explorations have run.

The last column says whether plain specs alone find the bug: those in the folder of its file, and those of the whole core
in \`libs/core/src/specs\`. For the router and for transport-kit, all specs of the library run. Specs of other folders and
real processes do not run. So a “no” is no proof that nothing else finds the bug. Code of an app has no such specs. A
question mark stands for a bug without a result. \`npm run mutants -- --specs\` tries those, and takes half a minute for each.
`;

/** One bug, and what has found it. */
export interface Row {
  readonly mutant: Mutant;
  readonly result: Hunted;
  readonly specs: SpecResult;
}

type FoundRow = Row & { readonly result: Found };

export function foundIn(rows: readonly Row[]): FoundRow[] {
  return rows.filter((row): row is FoundRow => typeof row.result !== 'string');
}

/** The page with a row for each bug, and a diagram of each kind. */
export function pageOf(rows: readonly Row[]): string {
  const found = foundIn(rows);
  const small = found.filter(({ result }) => result.marbles <= MOST_MARBLES);
  const tried = rows.filter(({ specs }) => specs !== undefined);
  const bySpecs = tried.filter(({ specs }) => specs !== null);
  const lines = [
    INTRODUCTION,
    `The explored suite finds ${found.length} of ${rows.length} bugs, ${small.length} of them with at most ${MOST_MARBLES} marbles.`,
    `The plain specs find ${bySpecs.length} of the ${tried.length} that were tried on them.`,
    '',
    '| Bug | Place | Exploration | Check | Schedules | Marbles | Specs |',
    '| --- | --- | --- | --- | ---: | ---: | --- |',
    ...rows.map(rowOf),
    '',
    ...DRAWN.flatMap((kind) => diagramOf(found.filter(({ mutant }) => mutant.kind === kind))),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function rowOf({ mutant: { name, kind, file }, result, specs }: Row): string {
  const place = `${kind}: \`${file.split('/').at(-1)!}\``;
  const bySpecs = specs === undefined ? '?' : specs === null ? 'no' : 'yes';
  const last = kind === 'user code' ? '' : bySpecs;
  if (typeof result === 'string') return `| ${name} | ${place} | not found: ${result} | | | | ${last} |`;
  return `| ${name} | ${place} | ${result.name} | \`${result.check}\` | ${result.schedules} | ${result.marbles} | ${last} |`;
}

/** The diagram of the first one that is neither tiny nor large. */
function diagramOf(found: readonly FoundRow[]): string[] {
  const row = found.find(({ result: { marbles } }) => marbles >= 8 && marbles <= MOST_MARBLES);
  if (row === undefined) return [];
  return [`## “${row.mutant.name}”`, '', '```text', row.result.message, '```', ''];
}
