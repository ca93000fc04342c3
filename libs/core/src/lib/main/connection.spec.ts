import type { VirtualTimeScheduler } from 'rxjs';
import { EMPTY, config, throwError } from 'rxjs';
import { electronJson, type Frame } from '@culvert/protocol';
import {
  createMain,
  createMemoryLink,
  createRenderer,
  type MainOptions,
  type Transport,
} from '../../index.js';
import { inVirtualTime, dropsOf } from '../../../testing/in-process.js';
import { byHand } from '../../../testing/by-hand.js';

function setUp(options: MainOptions = {}) {
  const all = inVirtualTime(options);
  return { ...all, drops: dropsOf(all.main) };
}

describe('a message that main sends before the handshake', () => {
  it('is kept until listeners of the turn of createRenderer are attached, and then delivered', () => {
    const { main, scheduler, turn } = setUp();
    const [mainEnd, rendererEnd] = createMemoryLink({ scheduler });
    const webContents = main.connect(mainEnd);
    webContents.send('x', 1);
    main.channel('x').next(2);
    turn();
    main.channel('x').to(webContents).next(3);
    const { ipcRenderer } = createRenderer(rendererEnd, { scheduler });
    const log: unknown[] = [];
    ipcRenderer.on('x', (_event, n) => log.push(n));
    webContents.send('x', 4);
    turn();
    expect(log).toEqual([1, 2, 3, 4]);
  });

  it('reaches listeners of the same turn on the default scheduler too', async () => {
    const [mainEnd, rendererEnd] = createMemoryLink();
    const main = createMain();
    main.connect(mainEnd).send('x', 'early');
    await new Promise(setImmediate);
    const { ipcRenderer } = createRenderer(rendererEnd);
    const heard = new Promise((resolve) => ipcRenderer.on('x', (_event, text) => resolve(text)));
    expect(await heard).toBe('early');
  });

  it('may come from another renderer, and keeps its place in the order of main', () => {
    const { main, open, scheduler, turn } = setUp();
    const [mainEnd, rendererEnd] = createMemoryLink({ scheduler });
    const target = main.connect(mainEnd);
    const sender = open().renderer;
    target.send('x', 1);
    sender.ipcRenderer.sendTo(target.id, 'x', 2);
    turn();
    target.send('x', 3);
    const log: unknown[] = [];
    const late = createRenderer(rendererEnd, { scheduler });
    late.ipcRenderer.on('x', ({ senderId }, n) => log.push([senderId, n]));
    turn();
    expect(log).toEqual([
      [0, 1],
      [sender.id, 2],
      [0, 3],
    ]);
  });

  it('is dropped with a reason above limits.queuedBytes', () => {
    const text = 'x'.repeat(100);
    const bytes = electronJson.encode([text]).text.length * 2;
    const { main, drops, scheduler, turn } = setUp({ limits: { queuedBytes: 3 * bytes } });
    const [mainEnd, rendererEnd] = createMemoryLink({ scheduler });
    const webContents = main.connect(mainEnd);
    for (const channel of ['a', 'b', 'c', 'd']) webContents.send(channel, text);
    main.channel('e').next(text);
    expect(drops).toEqual([
      {
        kind: 'drop',
        at: 0,
        reason: 'queue-full',
        message: 'send',
        channel: 'd',
        from: 0,
        to: webContents.id,
      },
      {
        kind: 'drop',
        at: 0,
        reason: 'queue-full',
        message: 'send',
        channel: 'e',
        from: 0,
        to: webContents.id,
      },
    ]);
    const { ipcRenderer } = createRenderer(rendererEnd, { scheduler });
    const log: string[] = [];
    for (const channel of ['a', 'b', 'c', 'd', 'e', 'f']) ipcRenderer.on(channel, () => log.push(channel));
    turn();
    webContents.send('f', text.repeat(10));
    turn();
    expect(log).toEqual(['a', 'b', 'c', 'f']);
  });

  it('is shown with its sender when it is dropped', () => {
    const { open, peer, drops, turn } = setUp({ limits: { queuedBytes: 10 } });
    const host = peer().webContents;
    const guest = open({ kind: 'webview', host: host.id });
    const { ipcRenderer } = guest;
    ipcRenderer.sendTo(host.id, 'x', 'too much');
    ipcRenderer.sendToHost('y', 'too much');
    turn();
    const full = { kind: 'drop', at: 0, reason: 'queue-full', from: guest.id, to: host.id };
    expect(drops).toEqual([
      { ...full, message: 'sendTo', channel: 'x' },
      { ...full, message: 'sendToHost', channel: 'y' },
    ]);
  });
});

/** A renderer with a transport that throws in the given members at main's end. */
function broken(scheduler: VirtualTimeScheduler, members: readonly ('send' | 'replySync' | 'close')[]) {
  const [mainEnd, rendererEnd] = createMemoryLink({ scheduler });
  let isBroken = false;
  const guarded = <Args extends unknown[]>(name: (typeof members)[number], work: (...args: Args) => void) => {
    return (...args: Args) => {
      if (isBroken && members.includes(name)) throw new Error(`${name} is broken`);
      work(...args);
    };
  };
  const transport: Transport = {
    ...mainEnd,
    send: guarded('send', (frame: Frame) => mainEnd.send(frame)),
    replySync: guarded('replySync', (frame: Frame) => mainEnd.replySync!(frame)),
    close: guarded('close', () => mainEnd.close()),
  };
  return { transport, rendererEnd, break: () => void (isBroken = true) };
}

describe("a transport that throws at main's end", () => {
  it('loses the frame of its own renderer, with a reason, and no other frame', () => {
    const { main, open, drops, scheduler, turn } = setUp();
    const bad = broken(scheduler, ['send']);
    const { webContents } = open({}, {}, [bad.transport, bad.rendererEnd]);
    const heard: unknown[] = [];
    open().ipcRenderer.on('x', (_event, n) => heard.push(n));
    turn();
    bad.break();
    main.channel('x').next(1);
    webContents.send('y');
    main.channel('x').next(2);
    turn();
    expect(heard).toEqual([1, 2]);
    const lost = {
      kind: 'drop',
      at: 0,
      reason: 'transport-failed',
      from: 0,
      to: webContents.id,
      message: 'send',
    };
    expect(drops).toEqual(
      ['x', 'y', 'x'].map((channel) => ({ ...lost, channel, detail: 'Error: send is broken' })),
    );
  });

  it('does not throw into a listener, nor into code that sends many messages', () => {
    const { main, open, drops, scheduler, turn } = setUp();
    const bad = broken(scheduler, ['send', 'replySync']);
    const { webContents, ipcRenderer } = open({}, {}, [bad.transport, bad.rendererEnd]);
    turn();
    main.ipcMain.on('x', (event) => {
      bad.break();
      event.sender.send('y', 'x'.repeat(600_000));
      event.sender.send('y', 'x'.repeat(600_000));
      event.returnValue = 1;
    });
    expect(() => void ipcRenderer.sendSync('x')).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_SYNC_WOULD_DEADLOCK' }),
    );
    turn();
    expect(drops.map(({ message, reason, to }) => [message, reason, to])).toEqual([
      ['send', 'transport-failed', webContents.id],
      ['send', 'transport-failed', webContents.id],
      ['reply', 'transport-failed', webContents.id],
      // The renderer's sendSync failed and cancels its request, which main has already completed.
      ['cancel', 'not-pending', undefined],
    ]);
  });

  it('is ended even if close throws, and so are the other transports', () => {
    const { main, drops, scheduler, turn } = setUp();
    const bad = broken(scheduler, ['close']);
    const destroyed: number[] = [];
    main.webContents.created$.subscribe((webContents) =>
      webContents.on('destroyed', () => destroyed.push(webContents.id)),
    );
    const first = main.connect(bad.transport);
    const [mainEnd] = createMemoryLink({ scheduler });
    const second = main.connect(mainEnd);
    turn();
    bad.break();
    expect(() => main.close()).not.toThrow();
    expect(destroyed).toEqual([first.id, second.id]);
    expect(drops).toEqual([
      {
        kind: 'drop',
        at: 0,
        reason: 'transport-failed',
        message: 'close',
        from: 0,
        to: first.id,
        detail: 'Error: close is broken',
      },
    ]);
  });
});

describe('a transport that has ended before main connects it', () => {
  it.each([
    ['completed', EMPTY],
    ['broken', throwError(() => new Error('gone'))],
  ])('gives a WebContents that is destroyed: %s', (_name, frames$) => {
    const { main, peer } = setUp();
    const { webContents, transport } = peer({}, { frames$ });
    expect(webContents.isDestroyed()).toBe(true);
    expect(main.webContents.getAll()).toEqual([]);
    expect(transport.close).toHaveBeenCalled();
  });
});

describe("main's subscription to frames$", () => {
  it('is the only one, and ends with the connection', () => {
    const { main } = setUp();
    const { transport, frames$ } = byHand();
    const subscribe = jest.spyOn(frames$, 'subscribe');
    main.connect(transport);
    expect(subscribe).toHaveBeenCalledTimes(1);
    expect(frames$.observed).toBe(true);
    main.close();
    expect(frames$.observed).toBe(false);
  });
});

afterEach(() => {
  config.onUnhandledError = null;
});
