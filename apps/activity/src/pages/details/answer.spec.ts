import { of, toArray } from 'rxjs';
import type { ProcessRow } from '../../shared/process-row.js';
import { answersAbout } from './answer.js';

describe('answersAbout', () => {
  const process = { pid: 7, birth: 70 };
  const row = { ...process, name: 'editor' } as ProcessRow;

  it.each([
    ['keeps the last row of a process that ends', [row, null], { row, hasEnded: true }],
    ['says that a process has ended before the first row', [null], { row: undefined, hasEnded: true }],
    ['takes each row of a process that runs', [{} as ProcessRow, row], { row, hasEnded: false }],
  ])('%s', (_, rows, last) => {
    let answers: readonly unknown[] = [];
    answersAbout(process, of(...rows))
      .pipe(toArray())
      .subscribe((all) => (answers = all));
    expect(answers).toHaveLength(rows.length);
    expect(answers.at(-1)).toEqual({ process, ...last });
  });
});
