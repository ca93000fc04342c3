import { createMain, createMemoryLink, createRenderer } from '@culvert/core';
import { wrap } from '@culvert/core/contract';
import type { Main } from '@culvert/core';
import { filter, firstValueFrom, NEVER, Subject } from 'rxjs';
import { activity, newest } from '../shared/contracts.js';
import type { ProcessRow, ProcessTable } from '../shared/process-row.js';
import type { Sample } from '../shared/sample.js';
import { applySettings, defaultSettings } from '../shared/settings.js';
import { offer } from './offer.js';

const row = { pid: 7, birth: 70, name: 'editor' } as ProcessRow;

function start() {
  const main = createMain();
  const samples$ = new Subject<Sample>();
  const tables$ = new Subject<ProcessTable>();
  let settings = defaultSettings;
  const scan = jest.fn((_owner: number, path: unknown) => {
    if (path !== '/tmp') throw new Error('No.');
    return NEVER;
  });
  const probe = {
    owner: 'me',
    identify: async () => undefined,
    counters: jest.fn(),
    memory: jest.fn(),
    processes: jest.fn(),
  };
  const subscription = offer(main, {
    probe,
    sampler: { samples$, tables$ },
    settings: {
      get current() {
        return settings;
      },
      change: (change) => {
        const before = settings;
        settings = applySettings(settings, change);
        return JSON.stringify(before) !== JSON.stringify(settings);
      },
    },
    scan,
  });
  return { main, samples$, tables$, scan, subscription };
}

async function connect(main: Main) {
  const [mainEnd, rendererEnd] = createMemoryLink();
  main.connect(mainEnd);
  const renderer = createRenderer(rendererEnd);
  await renderer.ready;
  return { renderer, api: wrap(renderer, activity) };
}

describe('offer', () => {
  it('gives a new window the points so far, and each new one', async () => {
    const { main, samples$, tables$ } = start();
    for (const time of [1, 2]) samples$.next({ time } as Sample);
    tables$.next({ time: 1, rows: [row] });
    const { api } = await connect(main);
    expect(await api.history()).toMatchObject([{ time: 1 }, { time: 2 }]);
    const third = firstValueFrom(api.samples().pipe(filter(({ time }) => time === 3)));
    expect(await firstValueFrom(api.samples(undefined, newest))).toEqual({ time: 2 });
    samples$.next({ time: 3 } as Sample);
    expect(await third).toEqual({ time: 3 });
    expect(await firstValueFrom(api.processes())).toEqual({ time: 1, rows: [row] });
    expect((await api.machine()).mainPid).toBe(process.pid);
    main.close();
  });

  it('answers with the open windows, and tells all when they change', async () => {
    const { main } = start();
    const [first, second] = [await connect(main), await connect(main)];
    expect(await first.api.hello({ page: 'overview', name: '' })).toMatchObject([
      { id: first.renderer.id, page: 'overview' },
    ]);
    // The earlier list comes first, because this window did not get it yet.
    const told = firstValueFrom(first.api.windows.pipe(filter((list) => list.length === 2)));
    await second.api.hello({ page: 'processes', name: '' });
    const ids = [first.renderer.id, second.renderer.id];
    expect((await told).map(({ id }) => id)).toEqual(ids);

    const left = firstValueFrom(first.api.windows);
    second.renderer.close();
    expect((await left).map(({ id }) => id)).toEqual([first.renderer.id]);
    await expect(first.api.hello({ page: 'nowhere' } as never)).rejects.toThrow(TypeError);
    main.close();
  });

  it('answers with the settings at once, and tells all windows of a change', async () => {
    const { main } = start();
    const [{ api }, second] = [await connect(main), await connect(main)];
    expect(api.settings()).toEqual(defaultSettings);
    const themes: string[] = [];
    const listening = second.api.liveSettings().subscribe(({ theme }) => themes.push(theme));
    const dark = firstValueFrom(second.api.liveSettings().pipe(filter(({ theme }) => theme === 'dark')));
    await api.changeSettings({ theme: 'dark', minutes: 'all' as never });
    expect(await dark).toEqual({ ...defaultSettings, theme: 'dark' });
    await api.changeSettings({ theme: 'dark' });
    expect(themes).toEqual(['system', 'dark']);
    listening.unsubscribe();
    main.close();
  });

  it('follows one process to its end', async () => {
    const { main, tables$ } = start();
    const { api } = await connect(main);
    const heard: unknown[] = [];
    const ended = new Promise<void>((complete) => {
      api.process({ pid: 7, birth: 70 }).subscribe({ next: (next) => heard.push(next), complete });
    });
    await api.machine();
    tables$.next({ time: 2, rows: [row] });
    tables$.next({ time: 3, rows: [{ ...row, birth: 71 }] });
    await ended;
    expect(heard).toEqual([row, null]);
    expect(await firstValueFrom(api.process({ pid: 8, birth: 1 }))).toBeNull();
    main.close();
  });

  it('checks requests and their sender', async () => {
    const { main, scan } = start();
    const { renderer, api } = await connect(main);
    await expect(firstValueFrom(api.scan('x'))).rejects.toThrow('No.');
    expect(scan).toHaveBeenCalledWith(renderer.id, 'x');
    await expect(api.endProcess({ pid: 7, birth: 70, isForced: false })).rejects.toMatchObject({
      code: 'not-found',
      message: 'Process 7 has already ended.',
    });
    expect(await api.places()).toContainEqual(expect.objectContaining({ path: '/' }));
    main.close();
  });

  it('answers the raw messages of the launcher in the same way', async () => {
    const { main } = start();
    const { ipcRenderer } = (await connect(main)).renderer;
    expect(ipcRenderer.sendSync('activity/settings')).toEqual(defaultSettings);
    const told = new Promise((resolve) =>
      ipcRenderer.on('activity/windows', (_event, windows) => resolve(windows)),
    );
    const windows: unknown = await ipcRenderer.invoke('activity/hello', { page: 'launcher', name: 'w' });
    expect(windows).toMatchObject([{ page: 'launcher', name: 'w' }]);
    expect(await told).toEqual(windows);
    expect(await ipcRenderer.invoke('activity/places')).toContainEqual(
      expect.objectContaining({ path: '/' }),
    );
    main.close();
  });

  it('ends with its subscription', async () => {
    const { main, samples$, tables$, subscription } = start();
    const { api } = await connect(main);
    const scan = firstValueFrom(api.scan('/tmp'));
    subscription.unsubscribe();
    await expect(scan).rejects.toMatchObject({ code: 'ERR_CULVERT_NO_HANDLER' });
    expect([samples$.observed, tables$.observed]).toEqual([false, false]);
    main.close();
  });
});
