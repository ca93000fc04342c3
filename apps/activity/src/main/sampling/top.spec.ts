import type { ProcessRow } from '../../shared/process-row.js';
import { topRows } from './top.js';

const rows = [3, 9, 1, 9, 7, 0, 8].map((cpu, pid) => ({ cpu, pid }) as ProcessRow);

describe('topRows', () => {
  it('gives the largest in order, and of equal ones the earlier one first', () => {
    expect(topRows(rows, ({ cpu }) => cpu, 4).map(({ pid }) => pid)).toEqual([1, 3, 6, 4]);
  });

  it('gives all if there are fewer', () => {
    expect(topRows(rows.slice(0, 2), ({ cpu }) => cpu, 4).map(({ pid }) => pid)).toEqual([1, 0]);
  });
});
