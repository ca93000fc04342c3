/** One instant of a diagram, and its place in every row. */
export interface Column {
  readonly at: number;
  /** The quiet time before it: dashes, or ` 412ms `. */
  readonly gap: string;
  /** The place of its first character, counted from 0. */
  readonly start: number;
  /** The characters that its widest cell takes. */
  readonly width: number;
}

/** A longer quiet time is written as a number. */
const LONGEST_DASHES = 12;

/** Gives each instant its place. Time starts at 0, or at the first event if that is earlier. */
export function layOut(
  rows: readonly ReadonlyMap<number, string>[],
  mark: number | undefined,
): readonly Column[] {
  const times = new Set([0, ...rows.flatMap((cells) => [...cells.keys()])]);
  if (mark !== undefined) times.add(mark);
  const columns: Column[] = [];
  let end = 0;
  for (const at of [...times].sort((a, b) => a - b)) {
    const before = columns.at(-1);
    const gap = before === undefined ? '' : drawGap(at - before.at - 1);
    const width = Math.max(1, ...rows.map((cells) => widthOf(cells.get(at) ?? '')));
    columns.push({ at, gap, start: end + gap.length, width });
    end += gap.length + width;
  }
  return columns;
}

function drawGap(quiet: number): string {
  const rounded = Math.max(0, Math.round(quiet));
  return rounded > LONGEST_DASHES ? ` ${rounded}ms ` : '-'.repeat(rounded);
}

function widthOf(cell: string): number {
  const { length } = [...cell];
  return length > 1 ? length + 2 : length;
}
