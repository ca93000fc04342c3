import { assignSymbols, drawLegend } from './legend.js';
import { layOut, type Column } from './columns.js';
import type { DiagramEvent, DiagramRow } from './diagram-row.js';

export type { DiagramEvent, DiagramRow };

/** The options of {@link drawDiagram}. */
export interface DiagramOptions {
  /** Marks this time by a `^` below the rows. */
  readonly mark?: number | undefined;
}

/** Nothing follows these symbols: the Observable, or the process, has ended. */
const ENDS = new Set(['|', '#']);

/**
 * Draws rows of events as marbles on one time axis, for a person to read. A column is an instant and has the same
 * place in all rows. Events of one instant stand in brackets, which take no time, unlike those of RxJS. A long
 * time in which nothing happens is short: ` 412ms `.
 *
 * @example
 * drawDiagram([
 *   { name: 'renderer', events: [{ at: 1, text: "send 'keys'" }] },
 *   { name: 'main', events: [{ at: 4, text: "send 'keys'" }, { at: 5, text: '', symbol: '|' }] },
 * ]);
 * //          0   4
 * // renderer -a----
 * // main     ----a|
 * //
 * // a  send 'keys'
 */
export function drawDiagram(rows: readonly DiagramRow[], { mark }: DiagramOptions = {}): string {
  const symbols = assignSymbols(rows);
  const cells = rows.map(({ events }) => cellsOf(events, symbols));
  const columns = layOut(cells, mark);
  const nameWidth = Math.max(0, ...rows.map(({ name }) => name.length)) + 1;
  const lines = [
    ''.padEnd(nameWidth) + drawAxis(columns),
    ...rows.map(({ name }, index) => name.padEnd(nameWidth) + drawRow(columns, cells[index]!)),
  ];
  const marked = columns.find(({ at }) => at === mark);
  if (marked !== undefined) lines.push(''.padEnd(nameWidth + marked.start) + '^');
  const legend = drawLegend(rows, symbols);
  if (legend.length > 0) lines.push('', ...legend);
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** The symbols of each instant of a row. */
function cellsOf(
  events: readonly DiagramEvent[],
  symbols: ReadonlyMap<string, string>,
): ReadonlyMap<number, string> {
  const cells = new Map<number, string>();
  for (const { at, symbol, text } of events) {
    cells.set(at, (cells.get(at) ?? '') + (symbol ?? symbols.get(text)!));
  }
  return cells;
}

function drawRow(columns: readonly Column[], cells: ReadonlyMap<number, string>): string {
  let row = '';
  let quiet = '-';
  for (const { at, gap, width } of columns) {
    row += quiet === '-' ? gap : ''.padEnd(gap.length);
    const cell = cells.get(at) ?? '';
    row += ([...cell].length > 1 ? `(${cell})` : cell).padEnd(width, quiet);
    const last = [...cell].at(-1);
    if (last !== undefined) quiet = ENDS.has(last) ? ' ' : '-';
  }
  return row;
}

/** The time above each column, where there is room for it. */
function drawAxis(columns: readonly Column[]): string {
  let axis = '';
  for (const { at, start } of columns) {
    if (axis !== '' && axis.length >= start) continue;
    axis = axis.padEnd(start) + String(Number(at.toFixed(3)));
  }
  return axis;
}
