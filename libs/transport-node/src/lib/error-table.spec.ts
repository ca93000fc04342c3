import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleEntry } from '@culvert/harness';

jest.setTimeout(60_000);

const testing = join(__dirname, '../../testing');

it('an error arrives whole; other peers lose the parts that docs/contracts.md lists', async () => {
  const [table, peer] = await Promise.all(
    ['error-table.ts', 'error-peer.ts'].map((entry) =>
      bundleEntry(join(testing, entry), { platform: 'node' }),
    ),
  );
  const child = fork(table!, [peer!]);
  const [rows] = (await once(child, 'message')) as [Record<string, Record<string, boolean>>];
  child.kill('SIGKILL');
  expect(Object.values(rows['culvert']!)).not.toContain(false);
  const peers = Object.keys(rows);
  const lines = [
    ['', ...peers],
    ['---', ...peers.map(() => '---')],
    ...Object.keys(rows['culvert']!).map((what) => [
      what,
      ...peers.map((name) => (rows[name]![what] ? 'yes' : '–')),
    ]),
  ];
  expect(cellsOf(readFileSync(join(__dirname, '../../../../docs/contracts.md'), 'utf8'))).toEqual(lines);
});

/** The table of peers, without the spaces that a formatter adds. */
function cellsOf(page: string): string[][] {
  return page
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replace(/^-+$/, '---')),
    )
    .filter(([, ...cells]) => cells.length === 4);
}
