import { createMain, createMemoryLink, createRenderer } from '@culvert/core';
import type { Main } from '@culvert/core';
import { BehaviorSubject, filter, firstValueFrom } from 'rxjs';
import { channels } from '../../shared/channels.js';
import { defaultSettings } from '../../shared/settings.js';
import type { Settings } from '../../shared/settings.js';
import type { Connection } from './connection.js';
import { createFeed, historyOf } from './feed.js';

const hello = { page: 'overview', name: 'w' } as const;

function snapshotAt(time: number, settings: Settings = defaultSettings) {
  return { machine: {}, settings, history: [{ time }], windows: [], latest: { time }, table: null };
}

/** A main that answers the greeting, and a page's live connection to it. */
function startMain(time: number): { readonly main: Main; readonly connection: Connection } {
  const main = createMain();
  main.ipcMain.on(channels.hello, (event) => event.reply(channels.snapshot, snapshotAt(time)));
  const [mainEnd, rendererEnd] = createMemoryLink();
  main.connect(mainEnd);
  return { main, connection: { status: 'live', renderer: createRenderer(rendererEnd) } };
}

describe('createFeed', () => {
  it('starts with the snapshot and goes on with what the channels bring', async () => {
    const { main, connection } = startMain(1);
    const feed = createFeed(new BehaviorSubject(connection), hello);
    const two = firstValueFrom(historyOf(feed).pipe(filter((points) => points.length === 2)));
    const dark = firstValueFrom(feed.settings$.pipe(filter(({ theme }) => theme === 'dark')));
    await firstValueFrom(feed.snapshot$);
    main.channel(channels.samples).next({ time: 2 });
    main.channel(channels.settings).next({ ...defaultSettings, theme: 'dark' });
    expect((await two).map(({ time }) => time)).toEqual([1, 2]);
    expect((await dark).theme).toBe('dark');
    main.close();
  });

  it('shows a change of the settings at once, and sends it', async () => {
    const { main, connection } = startMain(1);
    const sent = new Promise((resolve) =>
      main.ipcMain.on(channels.settings, (_event, change) => resolve(change)),
    );
    const feed = createFeed(new BehaviorSubject(connection), hello);
    const themes: string[] = [];
    feed.settings$.subscribe(({ theme }) => themes.push(theme));
    await firstValueFrom(feed.snapshot$);
    feed.changeSettings({ theme: 'dark' });
    expect(themes).toEqual(['system', 'dark']);
    expect(await sent).toEqual({ theme: 'dark' });
    main.close();
  });

  it('greets the next main and takes its snapshot, for subscribers of the first', async () => {
    const first = startMain(1);
    const connections$ = new BehaviorSubject<Connection>(first.connection);
    const feed = createFeed(connections$, hello);
    const next = firstValueFrom(feed.samples$.pipe(filter(({ time }) => time >= 7)));
    await firstValueFrom(feed.snapshot$);
    first.main.close();
    connections$.next({ status: 'gone', attempt: 1, waitMs: 1 });
    const second = startMain(7);
    connections$.next(second.connection);
    expect((await next).time).toBe(7);
    second.main.close();
  });
});
