import type { IpcMainEvent, Main } from '@culvert/core';
import { Subscription } from 'rxjs';
import { channels } from '../shared/channels.js';
import { isSameProcess, readProcessKey } from '../shared/process-key.js';
import type { ProcessTable } from '../shared/process-row.js';
import type { Sample } from '../shared/sample.js';
import type { Settings } from '../shared/settings.js';
import type { Snapshot } from '../shared/snapshot.js';
import { readHello } from '../shared/windows.js';
import type { WindowInfo } from '../shared/windows.js';
import { createFollowers } from './followers.js';
import { describeMachine } from './machine.js';
import { endProcess } from './processes/end-process.js';
import { createHistory } from './sampling/history.js';
import type { Probe } from './sampling/probe.js';
import type { Sampler } from './sampling/sampler.js';
import { listPlaces } from './scans/places.js';
import type { ScanHost } from './scans/scan-host.js';
import type { SettingsStore } from './storage/settings-store.js';
import { createWindowRegistry } from './windows.js';

export interface ConversationParts {
  readonly probe: Probe;
  readonly sampler: Sampler;
  readonly settings: SettingsStore;
  readonly scans: ScanHost;
}

/** As many seconds as the longest chart shows. */
const historySeconds = 600;

/** Everything that main says to its windows and hears from them. Unsubscribing ends the sampling. */
export function converse(main: Main, { probe, sampler, settings, scans }: ConversationParts): Subscription {
  const { ipcMain } = main;
  const machine = describeMachine();
  const history = createHistory(historySeconds);
  const windows = createWindowRegistry((list) =>
    main.channel<readonly WindowInfo[]>(channels.windows).next(list),
  );
  const followers = createFollowers();
  const tables = main.channel<ProcessTable>(channels.processes);
  let latest: Sample | null = null;
  let table: ProcessTable = { time: 0, rows: [] };

  // One listener for both: a page asks with sendSync before its first paint, and changes things with send.
  ipcMain.on(channels.settings, (event: IpcMainEvent, change: unknown) => {
    const isChanged = settings.change(change);
    event.returnValue = settings.current;
    if (isChanged) main.channel<Settings>(channels.settings).next(settings.current);
  });

  ipcMain.on(channels.hello, (event: IpcMainEvent, greeting: unknown) => {
    const hello = readHello(greeting);
    if (hello === undefined) return;
    const { page, name } = hello;
    // A card belongs to the window that embeds it, and is none itself.
    if (page !== 'details') windows.add(event.sender, { page, name });
    const snapshot: Snapshot = {
      machine,
      settings: settings.current,
      history: page === 'details' ? [] : history.points(),
      windows: windows.list,
      latest,
      table: page === 'processes' ? table : null,
    };
    event.reply(channels.snapshot, snapshot);
  });

  ipcMain.on(channels.follow, (event: IpcMainEvent, value: unknown) => {
    const key = readProcessKey(value);
    followers.set(event.sender, key);
    // The next table comes within seconds; until then, what the last one says.
    const row = table.rows.find((candidate) => isSameProcess(candidate, key));
    if (row !== undefined) event.reply(channels.followed, row);
  });
  ipcMain.handle(channels.endProcess, (_event, request: unknown) => endProcess(request, probe));
  ipcMain.handle(channels.places, () => listPlaces());
  ipcMain.handle(channels.startScan, ({ sender }, path: unknown) => scans.start(sender, path));

  const subscription = new Subscription();
  subscription.add(
    sampler.samples$.subscribe((sample) => {
      latest = sample;
      history.add(sample);
      main.channel<Sample>(channels.samples).next(sample);
    }),
  );
  subscription.add(
    sampler.tables$.subscribe((next) => {
      table = next;
      // Only to those who show it: 500 rows are some 100 kB of text.
      for (const { id, page } of windows.list) if (page === 'processes') tables.to(id).next(next);
      for (const [id, row] of followers.rowsIn(next.rows)) main.channel(channels.followed).to(id).next(row);
    }),
  );
  return subscription;
}
