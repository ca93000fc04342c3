import type { ProcessTable } from './process-row.js';
import type { HistoryPoint, Machine, Sample } from './sample.js';
import type { Settings } from './settings.js';
import type { WindowInfo } from './windows.js';

/** Everything that a window needs to show a full page at once; main's answer to `hello`. */
export interface Snapshot {
  readonly machine: Machine;
  readonly settings: Settings;
  readonly history: readonly HistoryPoint[];
  readonly windows: readonly WindowInfo[];
  /** Null in the first second of main's life. */
  readonly latest: Sample | null;
  /** Null for pages that show no process table. */
  readonly table: ProcessTable | null;
}
