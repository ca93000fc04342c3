/** A column of a table: its head, and the alignment of its cells. */
export interface Column {
  readonly head: string;
  readonly align: 'left' | 'right';
}

/** A table of Markdown. */
export function markdownTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  return [
    columns.map(({ head }) => head),
    columns.map(({ align }) => (align === 'left' ? '---' : '---:')),
    ...rows.map((cells) => cells.map((cell) => cell.replaceAll('|', '\\|'))),
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

export function left(head: string): Column {
  return { head, align: 'left' };
}

export function right(head: string): Column {
  return { head, align: 'right' };
}

/** Rounds to three figures: the rest is noise. */
export function threeFigures(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en', { maximumSignificantDigits: 3 });
}
