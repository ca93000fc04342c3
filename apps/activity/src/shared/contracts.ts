import { call, defineContract, event, stream, sync } from '@culvert/core/contract';
import type { EndRequest } from './end-process.js';
import type { Pick } from './pick.js';
import type { ProcessKey } from './process-key.js';
import type { ProcessRow, ProcessTable } from './process-row.js';
import type { HistoryPoint, Machine, Sample } from './sample.js';
import type { Place, ScanOrder, ScanProgress, ScanStart, ScanView } from './scan.js';
import type { Settings } from './settings.js';
import type { Hello, WindowInfo } from './windows.js';

/** Main's functions for its windows. */
export const activity = defineContract('activity', {
  /** Blocks, because the first paint must already be right. */
  settings: sync<[], Settings>(),
  /** The current settings, and each change. */
  liveSettings: stream<void, Settings>(),
  changeSettings: call<Partial<Settings>, void>(),

  machine: call<void, Machine>(),
  /** Earlier points, for the charts. */
  history: call<void, readonly HistoryPoint[]>(),
  /** The last sample, then one a second. */
  samples: stream<void, Sample>(),

  processes: stream<void, ProcessTable>(),
  /** One process while it runs; null once it has ended. */
  process: stream<ProcessKey, ProcessRow | null>(),
  /** Sends a signal and answers with a sentence. Rejects with an `EndError`. */
  endProcess: call<EndRequest, string>(),

  places: call<void, readonly Place[]>(),
  /**
   * Starts a child process that walks through a folder. It runs while the stream has a subscriber.
   */
  scan: stream<string, ScanStart>(),

  /** The first call on every connection of a window. Answers with the open windows. */
  hello: call<Hello, readonly WindowInfo[]>(),
  /** Sent to all windows when one has greeted main or gone. */
  windows: event<readonly WindowInfo[]>(),
});

/** Functions of a window for other windows. */
export const appWindow = defineContract('window', {
  /** Shows a process, and returns true if it is visible there now. */
  show: call<Pick, boolean>(),
  raise: event<null>(),
  dismiss: event<null>(),
});

/**
 * Functions of the child process of a scan. Only main may give it an order. The other functions are
 * for the window that owns it.
 */
export const scanner = defineContract('scanner', {
  start: call<ScanOrder, void>(),
  /** The last report and those that follow, until the walk is over. */
  progress: stream<void, ScanProgress>(),
  /** The folder at the end of a trail of names, again while the walk finds more. */
  view: stream<readonly string[], ScanView>(),
  /** Ends the walk. Its results can still be viewed. */
  cancel: call<void, void>(),
});

/** For streams with only one relevant item, the newest: a slow page skips older items. */
export const newest = { overflow: 'latest', highWaterMark: 1 } as const;
