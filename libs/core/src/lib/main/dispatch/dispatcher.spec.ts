import { EMPTY_BODY, packFrame, type Frame, type RendererMessage } from '@culvert/protocol';
import { Subject, VirtualTimeScheduler, config } from 'rxjs';
import {
  createMain,
  createMemoryLink,
  createRenderer,
  type ConnectInfo,
  type IpcMainEvent,
} from '../../../index.js';

function setUp() {
  const scheduler = new VirtualTimeScheduler();
  const main = createMain({ scheduler });
  const open = (info?: ConnectInfo) => {
    const [mainEnd, rendererEnd] = createMemoryLink({ scheduler });
    const webContents = main.connect(mainEnd, info);
    const renderer = createRenderer(rendererEnd, { scheduler });
    return { webContents, renderer, ipcRenderer: renderer.ipcRenderer };
  };
  return { main, ipcMain: main.ipcMain, open, turn: () => scheduler.flush() };
}

afterEach(() => {
  config.onUnhandledError = null;
});

describe('a message of a renderer', () => {
  it("reaches its WebContents' listeners, then ipcMain's, then the channel's subscribers", () => {
    const { main, ipcMain, open, turn } = setUp();
    const { webContents, ipcRenderer } = open();
    const log: unknown[] = [];
    main.channel<number>('x').subscribe((value) => log.push(['value', value]));
    main
      .channel('x')
      .messages$.subscribe(({ event, args }) => log.push(['message', event.sender.id, ...args]));
    ipcMain.on('x', (event, ...args) => log.push(['ipcMain', event.sender.id, ...args]));
    webContents.on('ipc-message', (event, channel, ...args: unknown[]) =>
      log.push(['ipc-message', event.sender.id, channel, ...args]),
    );
    ipcRenderer.send('x', 1, 2);
    turn();
    const { id } = webContents;
    expect(log).toEqual([
      ['ipc-message', id, 'x', 1, 2],
      ['ipcMain', id, 1, 2],
      ['message', id, 1, 2],
      ['value', 1],
    ]);
  });

  it('is the same event for all listeners', () => {
    const { main, ipcMain, open, turn } = setUp();
    const { webContents, ipcRenderer } = open();
    const events = new Set<IpcMainEvent>();
    webContents.on('ipc-message', (event) => events.add(event));
    ipcMain.on('x', (event) => events.add(event));
    main.channel('x').messages$.subscribe(({ event }) => events.add(event));
    ipcRenderer.send('x');
    turn();
    expect(events.size).toBe(1);
  });

  it('is ipc-message if it was sent, and ipc-message-sync if it waits for an answer', () => {
    const { open, turn } = setUp();
    const { webContents, ipcRenderer } = open();
    const log: string[] = [];
    webContents.on('ipc-message', (_event, channel) => log.push(`message ${channel}`));
    webContents.on('ipc-message-sync', (event, channel) => {
      log.push(`sync ${channel}`);
      event.returnValue = null;
    });
    ipcRenderer.send('a');
    ipcRenderer.sendSync('b');
    turn();
    expect(log).toEqual(['message a', 'sync b']);
  });

  it('skips later listeners after one that throws, and neither subscribers nor later messages', async () => {
    const { main, ipcMain, open, turn } = setUp();
    const { ipcRenderer } = open();
    const log: unknown[] = [];
    const uncaught = new Promise((resolve) => (config.onUnhandledError = resolve));
    ipcMain.once('x', () => {
      throw new Error('broken');
    });
    ipcMain.on('x', (_event, n) => log.push(['later listener', n]));
    main.channel('x').subscribe((n) => log.push(['subscriber', n]));
    ipcRenderer.send('x', 1);
    ipcRenderer.send('x', 2);
    turn();
    expect(log).toEqual([
      ['subscriber', 1],
      ['later listener', 2],
      ['subscriber', 2],
    ]);
    expect(await uncaught).toEqual(new Error('broken'));
  });

  it("skips ipcMain's listeners after one of its WebContents throws", async () => {
    const { ipcMain, open, turn } = setUp();
    const { webContents, ipcRenderer } = open();
    const uncaught = new Promise((resolve) => (config.onUnhandledError = resolve));
    webContents.on('ipc-message', () => {
      throw new Error('broken');
    });
    const skipped = jest.fn();
    ipcMain.on('x', skipped);
    ipcRenderer.send('x');
    turn();
    expect(await uncaught).toEqual(new Error('broken'));
    expect(skipped).not.toHaveBeenCalled();
  });

  it('waits for the listeners of the previous message, even if it arrives while they run', () => {
    const { main, ipcMain, turn } = setUp();
    const frames$ = new Subject<Frame>();
    main.connect({ encoding: 'text', frames$, send: () => undefined, close: () => undefined });
    const arrive = (message: RendererMessage) =>
      frames$.next(packFrame([{ message, body: EMPTY_BODY }], 'text'));
    const log: string[] = [];
    ipcMain.on('first', () => {
      arrive({ kind: 'send', channel: 'second' });
      log.push('first');
    });
    ipcMain.on('second', () => log.push('second'));
    arrive({ kind: 'hello', version: 1, codec: 'electronJson' });
    arrive({ kind: 'send', channel: 'first' });
    turn();
    expect(log).toEqual(['first', 'second']);
  });

  it('on error reaches subscribers, but no emitter without a listener, which would throw', () => {
    const { main, ipcMain, open, turn } = setUp();
    const { renderer, ipcRenderer, webContents } = open();
    const heard: unknown[] = [];
    main.channel('error').subscribe((text) => heard.push(text));
    renderer.channel('error').subscribe((text) => heard.push(text));
    ipcMain.removeAllListeners();
    const emits = [jest.spyOn(ipcMain, 'emit'), jest.spyOn(ipcRenderer, 'emit')];
    ipcRenderer.send('error', 'to main');
    webContents.send('error', 'to the renderer');
    turn();
    expect(heard.sort()).toEqual(['to main', 'to the renderer']);
    for (const emit of emits) expect(emit).not.toHaveBeenCalled();
  });

  it('at a renderer: skips later listeners after one that throws, and no subscribers', async () => {
    const { open, turn } = setUp();
    const { webContents, renderer, ipcRenderer } = open();
    const log: unknown[] = [];
    const uncaught = new Promise((resolve) => (config.onUnhandledError = resolve));
    ipcRenderer.once('x', () => {
      throw new Error('broken');
    });
    ipcRenderer.on('x', (_event, n) => log.push(['later listener', n]));
    renderer.channel('x').subscribe((n) => log.push(['subscriber', n]));
    webContents.send('x', 1);
    webContents.send('x', 2);
    turn();
    expect(log).toEqual([
      ['subscriber', 1],
      ['later listener', 2],
      ['subscriber', 2],
    ]);
    expect(await uncaught).toEqual(new Error('broken'));
  });

  it('keeps its order relative to the messages that listeners send', () => {
    const { main, ipcMain, open, turn } = setUp();
    const [a, b] = [open(), open()];
    const log: unknown[] = [];
    ipcMain.on('x', (event, n) => {
      main.channel('y').next(`first for ${n}`);
      event.reply('y', `reply to ${n}`);
      b.webContents.send('y', `last for ${n}`);
    });
    for (const [name, { ipcRenderer }] of Object.entries({ a, b }))
      ipcRenderer.on('y', (_event, text) => log.push(`${name}: ${text}`));
    a.ipcRenderer.send('x', 1);
    a.ipcRenderer.send('x', 2);
    turn();
    const forA = [1, 2].flatMap((n) => [`a: first for ${n}`, `a: reply to ${n}`]);
    const forB = [1, 2].flatMap((n) => [`b: first for ${n}`, `b: last for ${n}`]);
    expect(log).toEqual([...forA, ...forB]);
  });
});

describe('event.reply', () => {
  it('reaches only the sender, on any channel, at any time', () => {
    const { ipcMain, open, turn } = setUp();
    const [a, b] = [open(), open()];
    const log: unknown[] = [];
    let event!: IpcMainEvent;
    ipcMain.on('x', (received) => (event = received));
    a.ipcRenderer.on('y', ({ senderId }, ...args) => log.push(['a', senderId, ...args]));
    b.ipcRenderer.on('y', () => log.push('b'));
    a.ipcRenderer.send('x');
    turn();
    event.reply('y', 1, 2);
    turn();
    expect(log).toEqual([['a', 0, 1, 2]]);
  });

  it('never reaches a later renderer with the same id, within the grace or after it', () => {
    const { main, ipcMain, open, turn } = setUp();
    const drops: unknown[] = [];
    main.inspect$.subscribe((item) => item.kind === 'drop' && drops.push(item.reason));
    const first = open({ graceMs: 1000 });
    let event!: IpcMainEvent;
    ipcMain.on('x', (received) => (event = received));
    first.ipcRenderer.send('x');
    turn();
    const second = open({ id: first.webContents.id });
    const heard = jest.fn();
    second.ipcRenderer.on('y', heard);
    turn();
    expect(second.webContents).toBe(first.webContents);
    event.reply('y');
    turn();
    expect(heard).not.toHaveBeenCalled();
    expect(drops).toEqual(['stale-epoch']);
    event.sender.send('y');
    turn();
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it('throws for a channel that is not a string, and never for a sender that is gone', () => {
    const { ipcMain, open, turn } = setUp();
    const { renderer, ipcRenderer } = open();
    let event!: IpcMainEvent;
    ipcMain.on('x', (received) => (event = received));
    ipcRenderer.send('x');
    turn();
    expect(() => event.reply(undefined as unknown as string)).toThrow(
      expect.objectContaining({ name: 'TypeError', message: 'Missing required channel argument' }),
    );
    renderer.close();
    turn();
    expect(() => event.reply('y')).not.toThrow();
  });
});
