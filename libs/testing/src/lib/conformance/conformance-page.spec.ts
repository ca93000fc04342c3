import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { missing, type Capabilities } from './conformance-case.js';
import { conformanceCases } from './conformance-cases.js';

const page = readFileSync(join(__dirname, '../../../CONFORMANCE.md'), 'utf8');
const columns = [
  'memory',
  'worker_threads',
  'child_process',
  'WebSocket from Node',
  'WebSocket from a page in Chromium',
  'Web Worker',
  'main-in-worker',
  'iframe guest',
  'Electron fake',
];

/** The cells of each table row of the page, by theme, without the rows of headings. */
const themes = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [theme = '', ...lines] = section.split('\n');
      return [theme, lines.filter((line) => line.startsWith('|')).map(readCells)] as const;
    }),
);
const cases = Object.values(conformanceCases).flat();

function readCells(line: string): string[] {
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll(/\\(.)/g, '$1'));
}

/** Every reason for which this case may be skipped. */
function reasonsFor(requires: Parameters<typeof missing>[0]): (string | undefined)[] {
  const switches = [true, false];
  const all = (['blocking', 'immediate', 'none', 'embedded'] as const).flatMap((sync) =>
    switches.flatMap((guests) =>
      switches.flatMap((chosenInfo) =>
        switches.flatMap((reports) =>
          switches.map((ports): Capabilities => ({ sync, guests, chosenInfo, reports, ports })),
        ),
      ),
    ),
  );
  return all.map((capabilities) => missing(requires, capabilities));
}

describe('the page of the matrix', () => {
  it('has every theme and every case of the table, in its order', () => {
    const named = [...themes].map(([theme, [_heading, _line, ...rows]]) => [
      theme,
      rows.map(([name]) => name),
    ]);
    expect(Object.fromEntries(named)).toEqual(
      Object.fromEntries(
        Object.entries(conformanceCases).map(([theme, list]) => [theme, list.map(({ name }) => name)]),
      ),
    );
    expect(page).toContain(`${cases.length} cases on ${columns.length} transports`);
  });

  it('has every transport in every table', () => {
    for (const [, [heading]] of themes) expect(heading).toEqual(['Case', ...columns]);
  });

  it('has a pass in every cell, or a valid reason for this case', () => {
    const byName = new Map(cases.map((conformanceCase) => [conformanceCase.name, conformanceCase]));
    for (const [name = '', ...cells] of [...themes.values()].flatMap((rows) => rows.slice(2))) {
      expect(cells).toHaveLength(columns.length);
      const reasons = reasonsFor(byName.get(name)?.requires);
      for (const cell of cells) expect(cell === 'pass' || reasons.includes(cell)).toBe(true);
    }
  });
});

describe('the table of cases', () => {
  it('has at least 120 cases, each with a name of its own', () => {
    const names = cases.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(120);
  });
});
