import { createMain, createMemoryLink, createRenderer } from '@culvert/core';
import type { Main, Renderer } from '@culvert/core';
import { firstValueFrom, Subject } from 'rxjs';
import { channels } from '../shared/channels.js';
import type { ProcessRow, ProcessTable } from '../shared/process-row.js';
import type { Sample } from '../shared/sample.js';
import { applySettings, defaultSettings } from '../shared/settings.js';
import type { Snapshot } from '../shared/snapshot.js';
import type { PageName, WindowInfo } from '../shared/windows.js';
import { converse } from './conversation.js';

const row = { pid: 7, birth: 70, name: 'editor' } as ProcessRow;

function start() {
  const main = createMain();
  const samples$ = new Subject<Sample>();
  const tables$ = new Subject<ProcessTable>();
  let settings = defaultSettings;
  const scans = { start: jest.fn(() => ({ isStarted: false as const, message: 'No.' })), close: jest.fn() };
  const probe = {
    owner: 'me',
    identify: async () => undefined,
    counters: jest.fn(),
    memory: jest.fn(),
    processes: jest.fn(),
  };
  const subscription = converse(main, {
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
    scans,
  });
  return { main, samples$, tables$, scans, subscription };
}

async function connect(main: Main): Promise<Renderer> {
  const [mainEnd, rendererEnd] = createMemoryLink();
  main.connect(mainEnd);
  const renderer = createRenderer(rendererEnd);
  await renderer.ready;
  return renderer;
}

function greet({ ipcRenderer }: Renderer, page: PageName): Promise<Snapshot> {
  return new Promise((resolve) => {
    ipcRenderer.once(channels.snapshot, (_event, snapshot: Snapshot) => resolve(snapshot));
    ipcRenderer.send(channels.hello, { page, name: '' });
  });
}

describe('converse', () => {
  it('answers a greeting with everything so far, and tells all who is there', async () => {
    const { main, samples$, tables$ } = start();
    samples$.next({ time: 1 } as Sample);
    tables$.next({ time: 1, rows: [row] });
    const [first, second] = [await connect(main), await connect(main)];
    expect(await greet(first, 'overview')).toMatchObject({
      settings: defaultSettings,
      history: [{ time: 1 }],
      latest: { time: 1 },
      table: null,
      windows: [{ id: first.id, page: 'overview' }],
    });
    const told = firstValueFrom(first.channel<readonly WindowInfo[]>(channels.windows));
    expect((await greet(second, 'processes')).table).toEqual({ time: 1, rows: [row] });
    expect((await told).map(({ id }) => id)).toEqual([first.id, second.id]);

    const left = firstValueFrom(first.channel<readonly WindowInfo[]>(channels.windows));
    second.close();
    expect((await left).map(({ id }) => id)).toEqual([first.id]);
    main.close();
  });

  it('answers for the settings at once, and tells everybody of a change', async () => {
    const { main } = start();
    const [first, second] = [await connect(main), await connect(main)];
    expect(first.ipcRenderer.sendSync(channels.settings)).toEqual(defaultSettings);
    const heard = firstValueFrom(second.channel(channels.settings));
    first.ipcRenderer.send(channels.settings, { theme: 'dark', minutes: 'all' });
    expect(await heard).toEqual({ ...defaultSettings, theme: 'dark' });
    main.close();
  });

  it('sends the process table to those who show it, and one row to those who follow it', async () => {
    const { main, tables$ } = start();
    const [processes, overview] = [await connect(main), await connect(main)];
    await greet(processes, 'processes');
    await greet(overview, 'overview');
    const heard: unknown[] = [];
    overview.channel(channels.processes).subscribe((table) => heard.push(table));
    const table = firstValueFrom(processes.channel<ProcessTable>(channels.processes));
    overview.ipcRenderer.send(channels.follow, { pid: 7, birth: 70 });
    // Answered on the same connection, so what was sent before it has arrived.
    overview.ipcRenderer.sendSync(channels.settings);
    const followed = firstValueFrom(overview.channel(channels.followed));
    tables$.next({ time: 2, rows: [row] });
    expect(await followed).toEqual(row);
    expect(await table).toEqual({ time: 2, rows: [row] });
    const gone = firstValueFrom(overview.channel(channels.followed));
    tables$.next({ time: 3, rows: [{ ...row, birth: 71 }] });
    expect(await gone).toBeNull();
    expect(heard).toEqual([]);
    main.close();
  });

  it('passes requests on with the window that they come from', async () => {
    const { main, scans } = start();
    const renderer = await connect(main);
    expect(await renderer.ipcRenderer.invoke(channels.startScan, '/tmp')).toEqual({
      isStarted: false,
      message: 'No.',
    });
    expect(scans.start).toHaveBeenCalledWith(main.webContents.fromId(renderer.id), '/tmp');
    expect(await renderer.ipcRenderer.invoke(channels.endProcess, { pid: 7, birth: 70 })).toMatchObject({
      reason: 'not-found',
    });
    expect(await renderer.ipcRenderer.invoke(channels.places)).toContainEqual(
      expect.objectContaining({ path: '/' }),
    );
    main.close();
  });

  it('ignores a greeting that is none, and ends with its subscription', async () => {
    const { main, samples$, tables$, subscription } = start();
    const renderer = await connect(main);
    renderer.ipcRenderer.send(channels.hello, { page: 'nowhere' });
    await greet(renderer, 'disk');
    subscription.unsubscribe();
    expect([samples$.observed, tables$.observed]).toEqual([false, false]);
    main.close();
  });
});
