import type { ReactNode } from 'react';
import type { ProcessRow } from '../../shared/process-row.js';
import { formatBytes, formatCount, formatPercent } from '../shared/format.js';
import type { Column } from './arrange.js';

/** How a column looks. `cores` is what the CPU share is divided by. */
export interface ColumnView {
  readonly column: Column;
  readonly title: string;
  readonly isNumber: boolean;
  readonly cell: (row: ProcessRow, cores: number) => ReactNode;
}

export const columnViews: readonly ColumnView[] = [
  { column: 'name', title: 'Name', isNumber: false, cell: ({ name }) => name },
  { column: 'pid', title: 'PID', isNumber: true, cell: ({ pid }) => pid },
  { column: 'user', title: 'User', isNumber: false, cell: ({ user }) => user },
  { column: 'cpu', title: 'CPU %', isNumber: true, cell: ({ cpu }, cores) => formatPercent(cpu / cores) },
  { column: 'memory', title: 'Memory', isNumber: true, cell: ({ memory }) => formatBytes(memory) },
  { column: 'threads', title: 'Threads', isNumber: true, cell: ({ threads }) => formatCount(threads) },
  { column: 'startedAt', title: 'Started', isNumber: true, cell: ({ startedAt }) => formatMoment(startedAt) },
  { column: 'command', title: 'Command', isNumber: false, cell: ({ command }) => command },
];

/** The time of today, the date of any other day. */
function formatMoment(time: number): string {
  const moment = new Date(time);
  const isToday = moment.toDateString() === new Date().toDateString();
  return isToday
    ? moment.toLocaleTimeString('en-GB')
    : moment.toLocaleDateString('en-GB', { day: '2-digit', month: 'short', year: '2-digit' });
}
