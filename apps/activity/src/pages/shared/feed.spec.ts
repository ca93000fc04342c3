import { createMain, createMemoryLink, createRenderer } from '@culvert/core';
import { expose } from '@culvert/core/contract';
import type { Main } from '@culvert/core';
import type { MainHandlers } from '@culvert/core/contract';
import { BehaviorSubject, filter, firstValueFrom, NEVER, ReplaySubject } from 'rxjs';
import { activity } from '../../shared/contracts.js';
import type { Machine, Sample } from '../../shared/sample.js';
import { defaultSettings } from '../../shared/settings.js';
import type { Settings } from '../../shared/settings.js';
import type { Connection } from './connection.js';
import { createFeed, historyOf } from './feed.js';

const hello = { page: 'overview', name: 'w' } as const;
const sampleAt = (time: number) => ({ time }) as Sample;

/** A main with one sample, and a page's live connection to it. */
function startMain(time: number) {
  const main: Main = createMain();
  const samples$ = new ReplaySubject<Sample>(1);
  samples$.next(sampleAt(time));
  const settings$ = new BehaviorSubject<Settings>(defaultSettings);
  const changeSettings = jest.fn();
  const greet = jest.fn(() => [{ ...hello, id: 1, openedAt: 5 }]);
  const handlers: MainHandlers<(typeof activity)['members']> = {
    settings: () => defaultSettings,
    liveSettings: () => settings$,
    changeSettings,
    machine: () => ({ cores: time }) as Machine,
    history: () => [sampleAt(time)],
    samples: () => samples$,
    processes: () => NEVER,
    process: () => NEVER,
    endProcess: () => '',
    places: () => [],
    scan: () => NEVER,
    hello: greet,
  };
  expose(main, activity, handlers);
  const [mainEnd, rendererEnd] = createMemoryLink();
  main.connect(mainEnd);
  const connection: Connection = { status: 'live', renderer: createRenderer(rendererEnd) };
  return { main, connection, samples$, settings$, changeSettings, greet };
}

describe('createFeed', () => {
  it('starts with the history of main, and goes on with new samples, each once', async () => {
    const { main, connection, samples$, settings$ } = startMain(1);
    const feed = createFeed(new BehaviorSubject(connection), hello);
    const points: number[][] = [];
    historyOf(feed).subscribe((history) => points.push(history.map(({ time }) => time)));
    const dark = firstValueFrom(feed.settings$.pipe(filter(({ theme }) => theme === 'dark')));
    await firstValueFrom(feed.samples$);
    const second = firstValueFrom(feed.samples$.pipe(filter(({ time }) => time === 2)));
    samples$.next(sampleAt(2));
    await second;
    settings$.next({ ...defaultSettings, theme: 'dark' });
    expect((await dark).theme).toBe('dark');
    expect(points.at(-1)).toEqual([1, 2]);
    expect((await firstValueFrom(feed.machine$)).cores).toBe(1);
    main.close();
  });

  it('shows a change of the settings at once, and sends it', async () => {
    const { main, connection, changeSettings } = startMain(1);
    const sent = new Promise((resolve) => changeSettings.mockImplementation(resolve));
    const feed = createFeed(new BehaviorSubject(connection), hello);
    const themes: string[] = [];
    feed.settings$.subscribe(({ theme }) => themes.push(theme));
    await firstValueFrom(feed.settings$);
    feed.changeSettings({ theme: 'dark' });
    expect(themes).toEqual(['system', 'dark']);
    expect(await sent).toEqual({ theme: 'dark' });
    main.close();
  });

  it('greets main once a connection, for any number of subscribers', async () => {
    const { main, connection, greet } = startMain(1);
    const feed = createFeed(new BehaviorSubject(connection), hello);
    feed.windows$.subscribe();
    expect(await firstValueFrom(feed.windows$)).toEqual([{ ...hello, id: 1, openedAt: 5 }]);
    expect(greet).toHaveBeenCalledTimes(1);
    expect(greet).toHaveBeenCalledWith(hello, expect.anything());
    main.close();
  });

  it('asks the next main for its subscribers when the first has ended, without an error', async () => {
    const first = startMain(1);
    const connections$ = new BehaviorSubject<Connection>(first.connection);
    const feed = createFeed(connections$, hello);
    const next = firstValueFrom(feed.samples$.pipe(filter(({ time }) => time >= 7)));
    const machine = firstValueFrom(feed.machine$.pipe(filter(({ cores }) => cores === 7)));
    await firstValueFrom(feed.samples$);
    first.main.close();
    feed.changeSettings({ theme: 'dark' });
    connections$.next({ status: 'gone', attempt: 1, waitMs: 1 });
    const second = startMain(7);
    connections$.next(second.connection);
    expect((await next).time).toBe(7);
    expect((await machine).cores).toBe(7);
    second.main.close();
  });
});
