import { once } from 'node:events';
import { NEVER, VirtualTimeScheduler, firstValueFrom } from 'rxjs';
import {
  createMain,
  createMemoryLink,
  createRenderer,
  type ConnectInfo,
  type Inspection,
} from '../../index.js';

function setUp() {
  const scheduler = new VirtualTimeScheduler();
  const main = createMain({ scheduler });
  const drops: Extract<Inspection, { kind: 'drop' }>[] = [];
  main.inspect$.subscribe((item) => item.kind === 'drop' && drops.push(item));
  const open = (info?: ConnectInfo) => {
    const [mainEnd, rendererEnd] = createMemoryLink({ scheduler });
    const webContents = main.connect(mainEnd, info);
    const renderer = createRenderer(rendererEnd, { scheduler });
    return { id: webContents.id, webContents, renderer, ipcRenderer: renderer.ipcRenderer };
  };
  /** Lets `ms` pass, or this turn end. */
  const pass = (ms = 0) => {
    scheduler.maxFrames = scheduler.now() + ms;
    scheduler.flush();
    scheduler.frame = scheduler.maxFrames;
  };
  return { main, open, drops, pass };
}

describe('a window with a connection that ends', () => {
  it('is forgotten at once without a grace, and returns as a new object with its id', async () => {
    const { main, open, pass } = setUp();
    const first = open();
    pass();
    first.renderer.close();
    pass();
    expect(first.webContents.isDestroyed()).toBe(true);
    const epoch = (await firstValueFrom(main.state$)).lastEpoch;
    const second = open({ id: first.id });
    pass();
    expect(second.webContents).not.toBe(first.webContents);
    expect([second.id, second.renderer.id]).toEqual([first.id, first.id]);
    expect((await firstValueFrom(main.state$)).endpoints[first.id]!.epoch).toBe(epoch + 1);
    expect(main.webContents.fromId(first.id)).toBe(second.webContents);
  });

  it('stays for its grace, disconnected, and returns as the same object', () => {
    const { main, open, drops, pass } = setUp();
    const created: unknown[] = [];
    main.webContents.created$.subscribe((webContents) => created.push(webContents));
    const first = open({ graceMs: 1000 });
    const { webContents, id } = first;
    const destroyed = jest.fn();
    const heard = jest.fn();
    webContents.on('destroyed', destroyed);
    webContents.on('ipc-message', heard);
    pass();
    first.renderer.close();
    pass(999);
    expect([webContents.isDestroyed(), main.webContents.fromId(id), main.webContents.getAll()]).toEqual([
      false,
      webContents,
      [webContents],
    ]);
    webContents.send('x');
    expect(drops.map(({ reason }) => reason)).toEqual(['disconnected']);
    const second = open({ id, graceMs: 1000 });
    pass(5000);
    expect(second.webContents).toBe(webContents);
    second.ipcRenderer.send('x');
    pass();
    expect(heard).toHaveBeenCalledTimes(1);
    expect(created).toEqual([webContents]);
    expect(destroyed).not.toHaveBeenCalled();
    second.renderer.close();
    pass(1000);
    expect(destroyed).toHaveBeenCalledTimes(1);
  });

  it('is destroyed after its grace, and then returns as a new object', () => {
    const { main, open, pass } = setUp();
    const first = open({ graceMs: 1000 });
    const destroyed = jest.fn();
    first.webContents.on('destroyed', destroyed);
    pass();
    first.renderer.close();
    pass(1000);
    expect(destroyed).toHaveBeenCalledTimes(1);
    expect(main.webContents.getAll()).toEqual([]);
    const second = open({ id: first.id });
    expect(second.webContents).not.toBe(first.webContents);
    expect(second.id).toBe(first.id);
  });

  it('starts a new grace each time', () => {
    const { open, pass } = setUp();
    const first = open({ graceMs: 1000 });
    pass();
    first.renderer.close();
    pass(900);
    const second = open({ id: first.id, graceMs: 1000 });
    pass();
    second.renderer.close();
    pass(900);
    expect(first.webContents.isDestroyed()).toBe(false);
    const third = open({ id: first.id });
    pass();
    third.renderer.close();
    pass();
    expect(first.webContents.isDestroyed()).toBe(true);
  });

  it('may return within its own destroyed event, with a grace', () => {
    const { main, open, pass } = setUp();
    const first = open();
    let second!: ReturnType<typeof open>;
    first.webContents.once('destroyed', () => (second = open({ id: first.id, graceMs: 1000 })));
    pass();
    first.renderer.close();
    pass();
    expect(second.renderer.id).toBe(first.id);
    expect(main.webContents.getAll()).toEqual([second.webContents]);
    second.renderer.close();
    pass(999);
    expect(second.webContents.isDestroyed()).toBe(false);
    pass(1);
    expect(second.webContents.isDestroyed()).toBe(true);
  });

  it('may return while still connected: the old epoch ends, the window does not', async () => {
    const { main, open, pass } = setUp();
    const first = open();
    const destroyed = jest.fn();
    first.webContents.on('destroyed', destroyed);
    main.ipcMain.handle('x', () => new Promise(() => undefined));
    const call = first.ipcRenderer.invoke('x');
    pass();
    const second = open({ id: first.id });
    const heard: string[] = [];
    first.ipcRenderer.on('y', () => heard.push('first'));
    second.ipcRenderer.on('y', () => heard.push('second'));
    second.webContents.send('y');
    pass();
    await expect(call).rejects.toMatchObject({ code: 'ERR_CULVERT_DISCONNECTED' });
    expect(await firstValueFrom(first.renderer.status$)).toBe('closed');
    expect(heard).toEqual(['second']);
    expect(main.webContents.getAll()).toEqual([second.webContents]);
    expect(second.webContents).toBe(first.webContents);
    expect(destroyed).not.toHaveBeenCalled();
    expect((await firstValueFrom(main.state$)).endpoints[first.id]!.pending).toEqual([]);
  });

  it('gets no messages in its new epoch that were on their way to the old one', () => {
    const { main, open, drops, pass } = setUp();
    const first = open();
    const sender = open();
    const heard: unknown[] = [];
    main.ipcMain.on('return', () => {
      main.channel('x').to(first.id).next('to the old epoch');
      open({ id: first.id }).ipcRenderer.on('x', (_event, text) => heard.push(text));
      main.channel('x').to(first.id).next('to the new epoch');
    });
    sender.ipcRenderer.send('return');
    pass();
    expect(heard).toEqual(['to the new epoch']);
    expect(drops).toEqual([
      { kind: 'drop', at: 0, reason: 'disconnected', message: 'send', channel: 'x', from: 0, to: first.id },
    ]);
  });

  it('keeps its id: no other window gets it', () => {
    const { open, pass } = setUp();
    const ids = [open().id, open({ id: 7 }).id, open().id];
    expect(ids).toEqual([1, 7, 8]);
    const last = open();
    pass();
    last.renderer.close();
    pass();
    expect(open().id).toBe(last.id + 1);
  });

  it.each([0, -1, 1.5, NaN, Infinity, '1'])('cannot have the id %p', (id) => {
    const { main } = setUp();
    const transport = {
      encoding: 'text',
      frames$: NEVER,
      send: () => undefined,
      close: () => undefined,
    } as const;
    expect(() => main.connect(transport, { id: id as number })).toThrow(
      expect.objectContaining({ name: 'TypeError', code: 'ERR_CULVERT_INVALID_ARGUMENT' }),
    );
    expect(main.webContents.getAll()).toEqual([]);
  });
});

describe('main.close', () => {
  it('destroys every window, those in their grace too, once', async () => {
    const { main, open, pass } = setUp();
    const [connected, inGrace] = [open(), open({ graceMs: 1000 })];
    pass();
    inGrace.renderer.close();
    pass();
    const all = [connected, inGrace].map(({ webContents }) => once(webContents, 'destroyed'));
    main.close();
    main.close();
    await Promise.all(all);
    pass(5000);
    expect(main.webContents.getAll()).toEqual([]);
    expect(await firstValueFrom(connected.renderer.status$)).toBe('closed');
    expect((await firstValueFrom(main.state$)).endpoints).toEqual({});
  });

  it('lets no renderer connect afterwards', () => {
    const { main } = setUp();
    main.close();
    const close = jest.fn();
    expect(() => main.connect({ encoding: 'text', frames$: NEVER, send: () => undefined, close })).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_DISCONNECTED' }),
    );
    expect(close).toHaveBeenCalled();
  });

  it('may be called within a listener, and leaves the rest of the frame undelivered', () => {
    const { main, open, pass } = setUp();
    const { ipcRenderer } = open();
    const log: unknown[] = [];
    main.ipcMain.on('x', (_event, n) => {
      log.push(n);
      main.close();
      main.channel('y').next('into nothing');
    });
    ipcRenderer.send('x', 1);
    ipcRenderer.send('x', 2);
    pass();
    expect(log).toEqual([1]);
  });
});

describe('main.connect', () => {
  it('may be called within a listener, and from created$', () => {
    const { main, open, pass } = setUp();
    const opened: ReturnType<typeof open>[] = [];
    main.ipcMain.once('open', () => opened.push(open()));
    main.webContents.created$.subscribe(({ id }) => id === 2 && opened.push(open()));
    const log: unknown[] = [];
    main.ipcMain.on('hello', ({ sender }) => log.push(sender.id));
    const first = open();
    first.ipcRenderer.send('open');
    first.ipcRenderer.send('hello');
    pass();
    for (const { ipcRenderer } of opened) ipcRenderer.send('hello');
    pass();
    expect(log).toEqual([1, 3, 2]);
    expect(main.webContents.getAll().map(({ id }) => id)).toEqual([1, 2, 3]);
  });
});
