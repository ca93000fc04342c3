import type { ProcessRow } from '../../shared/process-row.js';

/** The `count` rows with the most of `by`, in order, without sorting all of them. */
export function topRows(
  rows: readonly ProcessRow[],
  by: (row: ProcessRow) => number,
  count: number,
): readonly ProcessRow[] {
  const top: ProcessRow[] = [];
  for (const row of rows) {
    const last = top[count - 1];
    if (last !== undefined && by(row) <= by(last)) continue;
    const index = top.findIndex((other) => by(other) < by(row));
    top.splice(index < 0 ? top.length : index, 0, row);
    if (top.length > count) top.pop();
  }
  return top;
}
