import type { ProcessRow } from '../../shared/process-row.js';
import { arrange, startsDescending } from './arrange.js';
import type { Arrangement } from './arrange.js';

function row(pid: number, name: string, more: Partial<ProcessRow> = {}): ProcessRow {
  return {
    pid,
    parent: 1,
    name,
    command: `/bin/${name}`,
    user: 'me',
    mine: true,
    cpu: 0,
    memory: 0,
    threads: 1,
    state: 'S',
    birth: pid,
    startedAt: 0,
    ...more,
  };
}

const rows = [
  row(30, 'node', { cpu: 5, command: 'node server.js' }),
  row(10, 'Xorg', { cpu: 9, user: 'root', mine: false }),
  row(20, 'bash', { cpu: 5 }),
  row(12, 'node10', { cpu: 0 }),
  row(11, 'node9', { cpu: 0 }),
];
const byCpu: Arrangement = { column: 'cpu', isDescending: true, search: '', onlyMine: false };
const pids = (arrangement: Partial<Arrangement>): readonly number[] =>
  arrange(rows, { ...byCpu, ...arrangement }).map(({ pid }) => pid);

describe('arrange', () => {
  it('sorts numbers, and equal ones by pid', () => {
    expect(pids({})).toEqual([10, 20, 30, 11, 12]);
    expect(pids({ isDescending: false })).toEqual([11, 12, 20, 30, 10]);
  });

  it('sorts names as people do', () => {
    expect(pids({ column: 'name', isDescending: false })).toEqual([20, 30, 11, 12, 10]);
  });

  it.each([
    ['node', [30, 11, 12]],
    ['NODE server', [30]],
    ['10', [10, 12]],
    ['1', [12]],
    ['root', [10]],
    ['  ', [10, 20, 30, 11, 12]],
    ['nothing', []],
  ])('searches for %j', (search, expected) => {
    expect(pids({ search })).toEqual(expected);
  });

  it('leaves out what belongs to others', () => {
    expect(pids({ onlyMine: true })).not.toContain(10);
  });

  it('leaves the rows that it is given as they are', () => {
    const before = [...rows];
    pids({ column: 'pid' });
    expect(rows).toEqual(before);
  });

  it('is fast enough for five thousand rows a second', () => {
    const many = Array.from({ length: 5000 }, (_, index) =>
      row(index, `name${index % 97}`, { cpu: index % 13 }),
    );
    const start = performance.now();
    arrange(many, { ...byCpu, column: 'name', search: 'name' });
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('startsDescending', () => {
  it('is what people look for first', () => {
    expect(startsDescending('cpu')).toBe(true);
    expect(startsDescending('name')).toBe(false);
    expect(startsDescending('pid')).toBe(false);
  });
});
