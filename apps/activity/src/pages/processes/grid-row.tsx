import type { ReactNode } from 'react';
import type { ProcessKey } from '../../shared/process-key.js';
import type { ProcessRow } from '../../shared/process-row.js';
import { columnViews } from './column-views.js';
import { rowHeight } from './row-height.js';

interface Props {
  readonly row: ProcessRow;
  readonly index: number;
  readonly cores: number;
  readonly isCurrent: boolean;
  readonly isPicked: boolean;
  readonly onChoose: (row: ProcessRow) => void;
}

export function GridRow({ row, index, cores, isCurrent, isPicked, onChoose }: Props): ReactNode {
  return (
    <div
      id={rowId(row)}
      className="grid-row"
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isCurrent}
      data-pid={row.pid}
      data-picked={isPicked}
      data-state={row.state}
      style={{ transform: `translateY(${index * rowHeight}px)` }}
      onClick={() => onChoose(row)}
    >
      {columnViews.map(({ column, isNumber, cell }) => (
        <div key={column} role="gridcell" className={`cell-${column}`} data-number={isNumber}>
          {cell(row, cores)}
        </div>
      ))}
    </div>
  );
}

export function rowId({ pid, birth }: ProcessKey): string {
  return `process-${pid}-${birth}`;
}
