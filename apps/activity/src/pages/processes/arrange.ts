import type { ProcessRow } from '../../shared/process-row.js';

export const columns = ['name', 'pid', 'user', 'cpu', 'memory', 'threads', 'startedAt', 'command'] as const;
export type Column = (typeof columns)[number];

/** Which rows are shown, in which order. */
export interface Arrangement {
  readonly column: Column;
  readonly isDescending: boolean;
  readonly search: string;
  readonly onlyMine: boolean;
}

/** What a column starts with when it is chosen: numbers from the top, names from A. */
export function startsDescending(column: Column): boolean {
  return column === 'cpu' || column === 'memory' || column === 'threads' || column === 'startedAt';
}

/** The rows to show. Ties are in the order of the pids, so that rows which are equal do not dance. */
export function arrange(rows: readonly ProcessRow[], arrangement: Arrangement): readonly ProcessRow[] {
  const { column, isDescending, search, onlyMine } = arrangement;
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const shown = rows.filter((row) => (!onlyMine || row.mine) && words.every((word) => hasWord(row, word)));
  const sign = isDescending ? -1 : 1;
  return shown.sort((a, b) => sign * compare(a[column], b[column]) || a.pid - b.pid);
}

/** In the name, the command, the user, or as the whole pid: a search for 12 does not mean all that contain it. */
function hasWord(row: ProcessRow, word: string): boolean {
  return (
    String(row.pid) === word ||
    row.name.toLowerCase().includes(word) ||
    row.command.toLowerCase().includes(word) ||
    row.user.toLowerCase() === word
  );
}

const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b));
}
