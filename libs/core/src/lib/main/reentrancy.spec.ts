import type { Frame } from '@culvert/protocol';
import { Observable, distinctUntilChanged, filter, finalize, map, take } from 'rxjs';
import {
  call,
  defineContract,
  expose,
  stream,
  wrap,
  type Main,
  type MainOptions,
  type Transport,
} from '../../index.js';
import { inProcess, dropsOf, type Opened, type InProcess } from '../../../testing/in-process.js';
import { hello } from '../../../testing/by-hand.js';
import { turns } from '../../../testing/turns.js';
import { recordUncaught } from '../../../testing/uncaught-errors.js';

const contract = defineContract('app', { rows: stream<void, number>(), title: call<void, string>() });

/** True if main can reach the renderer, and the renderer can reach main. */
async function isAlive(main: Main, { webContents, renderer }: Opened): Promise<boolean> {
  main.ipcMain.removeHandler('alive');
  main.ipcMain.handle('alive', () => true);
  const heard = new Promise((resolve) => renderer.ipcRenderer.once('pong', () => resolve(true)));
  const answer = (await renderer.ipcRenderer.invoke('alive')) as boolean;
  const known = main.webContents.fromId(renderer.id);
  known?.send('pong');
  return answer && known !== undefined && !webContents.isDestroyed() && ((await heard) as boolean);
}

const { uncaught, reported } = recordUncaught();

describe('a window that reconnects while main reports its end', () => {
  type Reconnect = (main: Main, id: number, again: () => void) => void;
  const ways: readonly (readonly [string, Reconnect])[] = [
    [
      'state$',
      (main, id, again) =>
        main.state$
          .pipe(
            map(({ endpoints }) => endpoints[id] !== undefined),
            distinctUntilChanged(),
            filter((up) => !up),
            take(1),
          )
          .subscribe(again),
    ],
    [
      'inspect$',
      (main, _id, again) =>
        main.inspect$
          .pipe(
            filter((item) => item.kind === 'event' && item.event.type === 'disconnect'),
            take(1),
          )
          .subscribe(again),
    ],
    ["'destroyed'", (main, id, again) => void main.webContents.fromId(id)!.once('destroyed', again)],
    [
      'a teardown',
      (main, _id, again) =>
        expose(main, contract, { rows: () => new Observable(() => again), title: () => 'main' }),
    ],
  ];

  it.each(ways.flatMap(([where, way]) => [0, 60_000].map((graceMs) => [where, graceMs, way] as const)))(
    'from %s, with a grace of %i ms, lives on',
    async (where, graceMs, way) => {
      const { main, open } = inProcess();
      const first = open({ graceMs });
      await first.renderer.ready;
      const { id } = first.webContents;
      let next: Opened | undefined;
      way(main, id, () => (next = open({ id, graceMs })));
      wrap(first.renderer, contract)
        .rows()
        .subscribe({ error: () => undefined });
      await turns();
      first.renderer.close();
      await turns();
      if (where === "'destroyed'" && graceMs > 0) return;
      expect(next?.renderer.id).toBe(id);
      expect(await isAlive(main, next!)).toBe(true);
      expect(main.webContents.getAll()).toEqual([next!.webContents]);
      expect(uncaught).toEqual([]);
    },
  );

  it('within created$ and within connect of the same id, has one connection: the last', async () => {
    const { main, open } = inProcess();
    const all: Opened[] = [];
    main.webContents.created$.pipe(take(1)).subscribe(({ id }) => all.push(open({ id })));
    main.inspect$.subscribe((item) => {
      if (item.kind === 'event' && item.event.type === 'connect' && all.length === 1)
        all.push(open({ id: 1 }));
    });
    all.unshift(open());
    await turns();
    expect(main.webContents.getAll()).toHaveLength(1);
    const last = open({ id: 1 });
    await last.renderer.ready;
    expect(await isAlive(main, last)).toBe(true);
  });

  it.each(['state$', 'inspect$', 'created$', "'destroyed'"])('may close main from %s', async (where) => {
    const { main, open } = inProcess();
    const before = open();
    await before.renderer.ready;
    const close = () => void main.close();
    if (where === 'created$') main.webContents.created$.subscribe(close);
    if (where === "'destroyed'") before.webContents.once('destroyed', close);
    let armed = false;
    if (where === 'state$') main.state$.subscribe(() => armed && close());
    if (where === 'inspect$') main.inspect$.subscribe(() => armed && close());
    armed = true;
    if (where === "'destroyed'") before.renderer.close();
    else open();
    await turns();
    expect(main.webContents.getAll()).toEqual([]);
    expect(before.webContents.isDestroyed()).toBe(true);
    expect(uncaught).toEqual([]);
  });
});

describe('code that throws inside main', () => {
  const broken = () => {
    throw new Error('broken');
  };

  it('in a teardown does not stop its window, nor the rest of the turn', async () => {
    const { main, open } = inProcess();
    expose(main, contract, { rows: () => new Observable(() => broken), title: () => 'main' });
    const one = open();
    const two = open();
    await Promise.all([one.renderer.ready, two.renderer.ready]);
    const heard: unknown[] = [];
    main.ipcMain.on('x', (_event, n) => heard.push(n));
    const subscription = wrap(one.renderer, contract)
      .rows()
      .subscribe({ error: () => undefined });
    wrap(one.renderer, contract)
      .rows()
      .subscribe({ error: () => undefined });
    await turns();
    one.renderer.ipcRenderer.send('x', 1);
    subscription.unsubscribe();
    one.renderer.ipcRenderer.send('x', 2);
    one.renderer.ipcRenderer.send('x', 3);
    await turns();
    expect(heard).toEqual([1, 2, 3]);
    const destroyed = jest.fn();
    one.webContents.on('destroyed', destroyed);
    one.renderer.close();
    await turns();
    expect(destroyed).toHaveBeenCalledTimes(1);
    expect(main.webContents.getAll()).toEqual([two.webContents]);
    wrap(two.renderer, contract)
      .rows()
      .subscribe({ error: () => undefined });
    await turns();
    void main.close();
    await turns();
    expect(main.webContents.getAll()).toEqual([]);
    expect(await reported()).toHaveLength(3);
  });

  it('in a subscriber of inspect$ or state$ does not keep events from other subscribers, nor the end', async () => {
    const { main, open } = inProcess();
    const seen: string[] = [];
    // RxJS lets an error of a finalizer through `next` and `complete`.
    const breaks = <T>(source$: Observable<T>) =>
      source$.pipe(map(broken), finalize(broken)).subscribe({ error: () => undefined });
    for (const source$ of [main.state$, main.inspect$, main.webContents.created$] as Observable<unknown>[]) {
      breaks(source$.pipe(filter((_item, n) => n > 0)));
      source$.pipe(finalize(broken)).subscribe();
    }
    main.webContents.created$.subscribe({
      next: () => seen.push('created'),
      complete: () => seen.push('end'),
    });
    main.inspect$.subscribe({ complete: () => seen.push('end of inspect$') });
    main.state$.subscribe({ complete: () => seen.push('end of state$') });
    const all = [open(), open()];
    await Promise.all(all.map(({ renderer }) => renderer.ready));
    expect(await isAlive(main, all[1]!)).toBe(true);
    void main.close();
    await turns();
    expect(seen.sort()).toEqual(['created', 'created', 'end', 'end of inspect$', 'end of state$']);
  });

  it.each<[string, Partial<Transport>]>([
    ['close', { close: broken }],
    ['send', { send: broken }],
    ['ignored$', { ignored$: new Observable<number>((to) => to.error(new Error('broken'))) }],
    ['frames$', { frames$: new Observable<Frame>(broken) }],
  ])('in a transport does no harm to other renderers: %s', async (_what, parts) => {
    const { main, open, peer } = inProcess();
    const { webContents, send } = peer({}, parts);
    const sound = open();
    await sound.renderer.ready;
    send(hello);
    main.channel('x').next(1);
    webContents.send('x');
    await turns();
    expect(await isAlive(main, sound)).toBe(true);
    void main.close();
    expect(main.webContents.getAll()).toEqual([]);
    expect(uncaught).toEqual([]);
  });
});

describe('a policy that does more than decide', () => {
  const setUp = (policy: NonNullable<MainOptions['policy']>) => {
    const all = inProcess({ policy });
    return { ...all, details: dropsOf(all.main, ({ detail }) => detail) };
  };

  it.each<[string, (all: InProcess) => void]>([
    ['closes main', ({ main }) => void main.close()],
    ['sends, and connects', ({ main, open }) => (main.channel('x').next(1), void open())],
    ['reconnects the target', ({ open }) => void open({ id: 2 })],
    ['reconnects the sender', ({ open }) => void open({ id: 1 })],
  ])('%s, and harms nothing', async (_what, act) => {
    let done = false;
    const all = setUp(() => {
      if (!done) act(all);
      done = true;
      return true;
    });
    const { main, open } = all;
    const [one, two] = [open(), open()];
    await Promise.all([one.renderer.ready, two.renderer.ready]);
    const heard = jest.fn();
    two.renderer.ipcRenderer.on('x', heard);
    one.renderer.ipcRenderer.sendTo(2, 'x');
    await turns();
    expect(done).toBe(true);
    expect(uncaught).toEqual([]);
    if (_what === 'closes main') return;
    const three = open();
    await three.renderer.ready;
    expect(await isAlive(main, three)).toBe(true);
  });

  it('cannot change the route, nor the sender', async () => {
    const { main, open, details } = setUp((request) => {
      Object.assign(request, { kind: 'sendTo', channel: 'admin', target: { id: 2 } });
      if (request.channel === 'admin' && details.length === 1)
        Object.assign(request.sender, { identity: 'root' });
      return true;
    });
    const { renderer } = open();
    await renderer.ready;
    const heard: unknown[] = [];
    main.ipcMain.on('x', ({ senderInfo }) => heard.push(senderInfo));
    main.ipcMain.on('admin', () => heard.push('admin'));
    renderer.ipcRenderer.send('x');
    await turns();
    expect(heard).toEqual([{ id: 1, kind: 'window' }]);
    renderer.ipcRenderer.send('nobody');
    renderer.ipcRenderer.send('x');
    await turns();
    expect(details.some((detail) => detail?.startsWith('the policy threw: TypeError'))).toBe(true);
    expect(heard).toEqual([{ id: 1, kind: 'window' }]);
  });

  it('may return a promise that rejects: this denies, and main lives', async () => {
    const rejected = jest.fn();
    process.on('unhandledRejection', rejected);
    const { open, details } = setUp((() => Promise.reject(new Error('late'))) as never);
    const { renderer } = open();
    await renderer.ready;
    await expect(renderer.ipcRenderer.invoke('x')).rejects.toMatchObject({ code: 'ERR_CULVERT_DENIED' });
    await turns();
    process.off('unhandledRejection', rejected);
    expect(rejected).not.toHaveBeenCalled();
    expect(details).toEqual(['denied']);
  });
});
