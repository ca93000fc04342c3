import { expose, wrap } from '@culvert/core/contract';
import type { Main } from '@culvert/core';
import { BehaviorSubject, map, ReplaySubject, takeWhile } from 'rxjs';
import type { Subscription } from 'rxjs';
import { activity } from '../shared/contracts.js';
import { isSameProcess, readProcessKey } from '../shared/process-key.js';
import type { ProcessTable } from '../shared/process-row.js';
import type { Sample } from '../shared/sample.js';
import { readHello } from '../shared/windows.js';
import { describeMachine } from './machine.js';
import { endProcess } from './processes/end-process.js';
import { createHistory } from './sampling/history.js';
import type { Probe } from './sampling/probe.js';
import type { Sampler } from './sampling/sampler.js';
import { listPlaces } from './scans/places.js';
import type { ScanHost } from './scans/scan-host.js';
import type { SettingsStore } from './storage/settings-store.js';
import { createOpenWindows } from './windows.js';

export interface OfferParts {
  readonly probe: Probe;
  readonly sampler: Sampler;
  readonly settings: SettingsStore;
  readonly scan: ScanHost;
}

/** The number of seconds in the longest chart. */
const historySeconds = 600;

/** Everything that main offers to its windows. Unsubscribing ends the sampling and every scan. */
export function offer(main: Main, { probe, sampler, settings, scan }: OfferParts): Subscription {
  const machine = describeMachine();
  const history = createHistory(historySeconds);
  const settings$ = new BehaviorSubject(settings.current);
  const samples$ = new ReplaySubject<Sample>(1);
  const tables$ = new ReplaySubject<ProcessTable>(1);
  const { windows: windowsEvent } = wrap(main, activity);
  const windows = createOpenWindows((list) => windowsEvent.next(list));

  const subscription = expose(main, activity, {
    settings: () => settings.current,
    liveSettings: () => settings$,
    changeSettings: (change) => {
      if (settings.change(change)) settings$.next(settings.current);
    },
    machine: () => machine,
    history: () => history.points(),
    samples: () => samples$,
    processes: () => tables$,
    process: (value) => {
      const key = readProcessKey(value);
      return tables$.pipe(
        map(({ rows }) => rows.find((row) => isSameProcess(row, key)) ?? null),
        takeWhile((row) => row !== null, true),
      );
    },
    endProcess: (request) => endProcess(request, probe),
    places: () => listPlaces(),
    scan: (path, { sender }) => scan(sender.id, path),
    hello: (greeting, { sender }) => {
      const hello = readHello(greeting);
      if (hello === undefined) throw new TypeError('A greeting has the name of a page and that of a window.');
      const webContents = main.webContents.fromId(sender.id);
      if (webContents !== undefined) windows.add(webContents, hello);
      return windows.list;
    },
  });
  // Sampling runs even without a subscriber, so that a new window starts with full charts.
  subscription.add(
    sampler.samples$.subscribe((sample) => {
      history.add(sample);
      samples$.next(sample);
    }),
  );
  subscription.add(sampler.tables$.subscribe(tables$));
  return subscription;
}
