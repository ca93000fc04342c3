import type { ProcessRow } from '../../shared/process-row.js';

export const columns = ['name', 'pid', 'user', 'cpu', 'memory', 'threads', 'startedAt', 'command'] as const;
export type Column = (typeof columns)[number];

/** The filter and the order of the rows. */
export interface Arrangement {
  readonly column: Column;
  readonly isDescending: boolean;
  readonly search: string;
  readonly onlyMine: boolean;
}

/** The first direction of a column: numbers start from the top, names from A. */
export function startsDescending(column: Column): boolean {
  return column === 'cpu' || column === 'memory' || column === 'threads' || column === 'startedAt';
}

/** The rows to show. Equal rows are ordered by pid, so that they do not swap places. */
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

/**
 * Searches the name, the command and the user, and the pid as a whole: 12 does not match all pids
 * with a 12.
 */
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
