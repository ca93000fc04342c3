import { useEffect, useRef } from 'react';
import type { KeyboardEvent, ReactNode, RefObject } from 'react';
import { isSameProcess } from '../../shared/process-key.js';
import type { ProcessKey } from '../../shared/process-key.js';
import type { ProcessRow } from '../../shared/process-row.js';
import type { Arrangement, Column } from './arrange.js';
import { columnViews } from './column-views.js';
import { GridRow, rowId } from './grid-row.js';
import { moveCursor } from './grid-keys.js';
import { rowHeight } from './row-height.js';
import { useVisibleRange } from './use-visible-range.js';

interface Props {
  readonly grid: RefObject<HTMLDivElement | null>;
  readonly rows: readonly ProcessRow[];
  readonly arrangement: Arrangement;
  readonly cores: number;
  readonly cursor: ProcessKey | undefined;
  /** Picked in another window. */
  readonly picked: ProcessKey | undefined;
  readonly onSort: (column: Column) => void;
  readonly onCursor: (row: ProcessRow) => void;
  readonly onPick: (row: ProcessRow) => void;
  readonly onEnd: (row: ProcessRow) => void;
}

/**
 * The table. Only visible rows are in the document. The whole table is one stop for the Tab key.
 */
export function ProcessGrid(props: Props): ReactNode {
  const { grid, rows, arrangement, cores, cursor, picked, onSort, onCursor, onPick, onEnd } = props;
  const body = useRef<HTMLDivElement>(null);
  const { first, end, fitting } = useVisibleRange(body, rowHeight, rows.length);
  const index = rows.findIndex((row) => isSameProcess(row, cursor));
  const current = rows[index];

  // A process that another window picks is scrolled into view once. Then the list stays where the
  // user puts it.
  const pickedIndex = rows.findIndex((row) => isSameProcess(row, picked));
  const latestPickedIndex = useRef(pickedIndex);
  useEffect(() => {
    latestPickedIndex.current = pickedIndex;
  });
  useEffect(() => reveal(body.current, latestPickedIndex.current), [picked]);

  function handleKey(event: KeyboardEvent): void {
    const next = moveCursor(event.key, index, rows.length, fitting - 1);
    const row = next === undefined ? undefined : rows[next];
    if (row !== undefined && next !== undefined) {
      onCursor(row);
      reveal(body.current, next);
    } else if (event.key === 'Enter' && current !== undefined) onPick(current);
    else if (event.key === 'Delete' && current !== undefined) onEnd(current);
    else return;
    event.preventDefault();
  }

  return (
    <div
      ref={grid}
      className="grid"
      role="grid"
      aria-label="Processes"
      aria-rowcount={rows.length + 1}
      aria-activedescendant={current && index >= first && index < end ? rowId(current) : undefined}
      aria-describedby="grid-keys"
      tabIndex={0}
      onKeyDown={handleKey}
    >
      <div className="grid-head" role="row" aria-rowindex={1}>
        {columnViews.map(({ column, title, isNumber }) => (
          <div
            key={column}
            role="columnheader"
            className={`cell-${column}`}
            data-number={isNumber}
            aria-sort={sortOf(arrangement, column)}
          >
            <button type="button" onClick={() => onSort(column)}>
              {title}
            </button>
          </div>
        ))}
      </div>
      <div className="grid-body" role="rowgroup" ref={body} tabIndex={-1}>
        <div className="grid-space" role="presentation" style={{ height: rows.length * rowHeight }}>
          {rows.slice(first, end).map((row, offset) => (
            <GridRow
              key={`${row.pid} ${row.birth}`}
              row={row}
              index={first + offset}
              cores={cores}
              isCurrent={row === current}
              isPicked={isSameProcess(row, picked)}
              onChoose={onPick}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

function sortOf({ column, isDescending }: Arrangement, of: Column): 'ascending' | 'descending' | 'none' {
  if (column !== of) return 'none';
  return isDescending ? 'descending' : 'ascending';
}

function reveal(body: HTMLElement | null, index: number): void {
  if (body === null || index < 0) return;
  const top = index * rowHeight;
  const isAbove = top < body.scrollTop;
  const isBelow = top + rowHeight > body.scrollTop + body.clientHeight;
  if (isAbove) body.scrollTop = top;
  else if (isBelow) body.scrollTop = top + rowHeight - body.clientHeight;
}
