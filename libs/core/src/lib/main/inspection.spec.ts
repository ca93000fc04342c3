import { firstValueFrom, type SchedulerLike } from 'rxjs';
import { createMemoryLink, type ConnectInfo, type Inspection, type RouterState } from '../../index.js';
import { routerStateOf } from './router-state-of.js';
import { inVirtualTime } from '../../../testing/in-process.js';

/** The renderers have a clock of their own, so a spec sees who asks for main's time. */
function setUp() {
  const all = inVirtualTime({ policy: ({ channel }) => channel !== 'denied' });
  const { scheduler } = all;
  const renderersClock: SchedulerLike = {
    now: () => scheduler.frame,
    schedule: (work, delay, state) => scheduler.schedule(work as () => void, delay, state),
  };
  return { ...all, open: (info?: ConnectInfo) => all.open(info, { scheduler: renderersClock }) };
}

/** Sends a message of each kind that main routes. */
async function exercise({ main, open, turn }: ReturnType<typeof setUp>) {
  main.ipcMain.on('sync', (event) => (event.returnValue = { answer: 42 }));
  main.ipcMain.handle('call', (_event, n: number) => n);
  const host = open({ kind: 'window', origin: 'app://host' });
  const guest = open({ kind: 'webview', host: host.id, identity: 'me' });
  turn();
  guest.ipcRenderer.send('unheard', new Uint8Array([1]));
  guest.ipcRenderer.send('denied');
  guest.ipcRenderer.sendTo(host.id, 'x', 1);
  guest.ipcRenderer.sendTo(99, 'x', 1);
  guest.ipcRenderer.sendToHost('x', 1);
  guest.ipcRenderer.sendSync('sync');
  const call = guest.ipcRenderer.invoke('call', 1);
  const failing = guest.ipcRenderer.invoke('nothing').catch(() => undefined);
  main.channel('x').next(1);
  turn();
  await Promise.all([call, failing]);
  for (const { renderer } of [host, guest]) renderer.close();
  turn();
}

describe('inspect$', () => {
  it('emits plain data, which survives a structured clone and JSON', async () => {
    const all = setUp();
    const items: Inspection[] = [];
    all.main.inspect$.subscribe((item) => items.push(item));
    await exercise(all);
    expect(items.length).toBeGreaterThan(20);
    for (const item of items) expect(structuredClone(item)).toEqual(item);
    expect(() => JSON.stringify(items)).not.toThrow();
  });

  it('shows each event with its effects, then its drops, with reason and time', () => {
    const { main, open, scheduler, turn } = setUp();
    const { id, ipcRenderer } = open();
    turn();
    const items: Inspection[] = [];
    main.inspect$.subscribe((item) => items.push(item));
    scheduler.schedule(() => ipcRenderer.sendTo(99, 'x', 1), 250);
    turn();
    const from = { id, epoch: 1 };
    const message = { kind: 'sendTo', channel: 'x', to: 99 };
    const drop = { reason: 'unknown-target', channel: 'x', from: id, to: 99 };
    expect(items).toEqual([
      {
        kind: 'event',
        at: 250,
        event: { type: 'receive', from, message, body: { text: '[1]', blobs: [] } },
        effects: [{ type: 'drop', kind: 'sendTo', ...drop }],
      },
      { kind: 'drop', at: 250, message: 'sendTo', ...drop },
    ]);
  });

  it('computes nothing without a subscriber', async () => {
    const all = setUp();
    const now = jest.spyOn(all.scheduler, 'now');
    await exercise(all);
    expect(now).not.toHaveBeenCalled();
    const subscription = all.main.inspect$.subscribe();
    all.main.channel('x').next(1);
    expect(now).toHaveBeenCalledTimes(1);
    subscription.unsubscribe();
    all.main.channel('x').next(1);
    expect(now).toHaveBeenCalledTimes(1);
  });

  it('may have a subscriber that sends: its messages join the queue', () => {
    const { main, open, turn } = setUp();
    const [a, b] = [open(), open()];
    turn();
    const heard: unknown[] = [];
    b.ipcRenderer.on('x', (_event, text) => heard.push(text));
    b.ipcRenderer.on('seen', (_event, text) => heard.push(text));
    main.inspect$.subscribe((item) => {
      if (item.kind === 'event' && item.event.type === 'receive') b.webContents.send('seen', 'seen');
    });
    a.ipcRenderer.sendTo(b.id, 'x', 'message');
    turn();
    expect(heard).toEqual(['message', 'seen']);
  });

  it('gives a new subscriber the items after its state, and none that still waits in the queue', () => {
    const { main } = setUp();
    const connect = () => main.connect(createMemoryLink()[0]);
    const all: Inspection[] = [];
    const late: Inspection[] = [];
    let state: RouterState | undefined;
    main.inspect$.subscribe((item) => {
      all.push(item);
      if (all.length > 1) return;
      connect();
      state = routerStateOf(main.inspect$);
      main.inspect$.subscribe((later) => late.push(later));
    });
    connect();
    connect();
    expect(state?.lastId).toBe(2);
    expect(all).toHaveLength(3);
    expect(late).toEqual(all.slice(2));
  });

  it('completes when main closes', () => {
    const { main } = setUp();
    const complete = jest.fn();
    main.inspect$.subscribe({ complete });
    main.close();
    expect(complete).toHaveBeenCalledTimes(1);
  });
});

describe('state$', () => {
  it('replays the current state, as plain data, and completes when main closes', async () => {
    const { main, open, turn } = setUp();
    const { id, ipcRenderer } = open({ kind: 'worker', identity: 'me' });
    main.ipcMain.handle('slow', () => new Promise(() => undefined));
    ipcRenderer.invoke('slow').catch(() => undefined);
    turn();
    const state = await firstValueFrom(main.state$);
    expect(state.endpoints).toEqual({
      [id]: {
        id,
        epoch: 1,
        kind: 'worker',
        identity: 'me',
        transfersPorts: true,
        ready: true,
        pending: [{ seq: 1, kind: 'call', channel: 'slow' }],
        serving: [],
      },
    });
    expect(structuredClone(state)).toEqual(state);
    main.close();
    const log: unknown[] = [];
    main.state$.subscribe({ next: (last) => log.push(last.endpoints), complete: () => log.push('complete') });
    expect(log).toEqual([{}, 'complete']);
    turn();
  });

  it('returns to its earlier value when nothing is open, except for counters', async () => {
    const all = setUp();
    const before = await firstValueFrom(all.main.state$);
    await exercise(all);
    const after = await firstValueFrom(all.main.state$);
    expect(after).toEqual({ ...before, lastId: 2, lastEpoch: 2 });
  });

  it('does not change with messages that leave the routing as it is', () => {
    const { main, open, turn } = setUp();
    const { id, ipcRenderer, webContents } = open();
    turn();
    const states: RouterState[] = [];
    main.state$.subscribe((state) => states.push(state));
    ipcRenderer.send('x');
    ipcRenderer.sendTo(id, 'x');
    webContents.send('x');
    main.channel('x').next(1);
    turn();
    expect(states).toHaveLength(1);
  });
});
