import { call, defineContract, event, stream, sync } from '@culvert/core';
import type { EndRequest } from './end-process.js';
import type { Pick } from './pick.js';
import type { ProcessKey } from './process-key.js';
import type { ProcessRow, ProcessTable } from './process-row.js';
import type { HistoryPoint, Machine, Sample } from './sample.js';
import type { Place, ScanOrder, ScanProgress, ScanStart, ScanView } from './scan.js';
import type { Settings } from './settings.js';
import type { Hello, WindowInfo } from './windows.js';

/** What main offers to its windows. */
export const activity = defineContract('activity', {
  /** Blocks, for what is painted first must already be right. */
  settings: sync<[], Settings>(),
  /** As they are, and after each change. */
  liveSettings: stream<void, Settings>(),
  changeSettings: call<Partial<Settings>, void>(),

  machine: call<void, Machine>(),
  /** What the charts show of the time before. */
  history: call<void, readonly HistoryPoint[]>(),
  /** The last one, and one a second. */
  samples: stream<void, Sample>(),

  processes: stream<void, ProcessTable>(),
  /** One process, for as long as it runs; null where it has ended. */
  process: stream<ProcessKey, ProcessRow | null>(),
  /** Sends a signal and answers with a sentence. Rejects with an `EndError`. */
  endProcess: call<EndRequest, string>(),

  places: call<void, readonly Place[]>(),
  /** A child process that walks through a folder: there for as long as somebody subscribes. */
  scan: stream<string, ScanStart>(),

  /** First thing on every connection of a window. Answers who is open. */
  hello: call<Hello, readonly WindowInfo[]>(),
  /** To all windows whenever one has come or gone. */
  windows: event<readonly WindowInfo[]>(),
});

/** What windows offer to each other. */
export const appWindow = defineContract('window', {
  /** Shows a process, and answers whether it can be seen there now. */
  show: call<Pick, boolean>(),
  raise: event<null>(),
  dismiss: event<null>(),
});

/** What the child process of a scan offers: its order is main's to give, the rest is for the window that owns it. */
export const scanner = defineContract('scanner', {
  start: call<ScanOrder, void>(),
  /** The last report and those that follow, until the walk is over. */
  progress: stream<void, ScanProgress>(),
  /** The folder at the end of a trail of names, again while the walk finds more. */
  view: stream<readonly string[], ScanView>(),
  /** Ends the walk; what has been found stays to be looked at. */
  cancel: call<void, void>(),
});

/** For streams of which only the newest item counts: a page that is behind skips what is old. */
export const newest = { overflow: 'latest', highWaterMark: 1 } as const;
