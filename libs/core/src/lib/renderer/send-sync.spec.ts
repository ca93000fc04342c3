import { config, firstValueFrom, type SchedulerLike } from 'rxjs';
import {
  createMemoryLink,
  structured,
  type IpcMainEvent,
  type Main,
  type MainOptions,
  type RendererOptions,
  type Transport,
} from '../../index.js';
import { inVirtualTime, dropsOf, untoldLink } from '../../../testing/in-process.js';

function setUp(
  mainOptions: MainOptions = {},
  rendererOptions: RendererOptions = {},
  ends: Partial<Transport> = {},
  link = (scheduler: SchedulerLike) => createMemoryLink({ scheduler }),
) {
  const { main, open, scheduler, turn } = inVirtualTime(mainOptions);
  const [mainEnd, rendererEnd] = link(scheduler);
  const opened = open({}, rendererOptions, [mainEnd, { ...rendererEnd, ...ends }]);
  return { main, ipcMain: main.ipcMain, turn, ...opened };
}

async function pendingOf(main: Main) {
  const { endpoints } = await firstValueFrom(main.state$);
  return Object.values(endpoints).flatMap(({ pending }) => Object.keys(pending));
}

function failure(code: string, message: RegExp | string = ''): Error {
  const text: unknown = expect.stringMatching(message);
  return expect.objectContaining({ name: 'CulvertError', code, message: text }) as Error;
}

afterEach(() => {
  config.onUnhandledError = null;
});

describe('sendSync', () => {
  it('returns the first event.returnValue, even in the turn of createRenderer', () => {
    const { ipcMain, ipcRenderer } = setUp();
    const read: unknown[] = [];
    ipcMain.on('config', (event, ...args) => (event.returnValue = { args }));
    ipcMain.on('config', (event) => {
      event.returnValue = 'second';
      read.push(event.returnValue);
    });
    expect(ipcRenderer.sendSync('config', 1, [2])).toEqual({ args: [1, [2]] });
    expect(read).toEqual([{ args: [1, [2]] }]);
  });

  it.each([null, 0, false, '', [], 'text'])('returns %j as it is', (value) => {
    const { ipcMain, ipcRenderer } = setUp();
    ipcMain.on('x', (event) => (event.returnValue = value));
    expect(ipcRenderer.sendSync('x')).toEqual(value);
  });

  it('returns undefined as the codec encodes it', () => {
    const json = setUp();
    json.ipcMain.on('x', (event) => (event.returnValue = undefined));
    expect(json.ipcRenderer.sendSync('x')).toBeNull();
    const cloned = setUp({ codec: structured });
    cloned.ipcMain.on('x', (event) => (event.returnValue = undefined));
    expect(cloned.ipcRenderer.sendSync('x')).toBeUndefined();
  });

  it('delivers asynchronous messages that arrive meanwhile after the call, never during it', () => {
    const { ipcMain, ipcRenderer, turn } = setUp();
    const log: unknown[] = [];
    ipcRenderer.on('note', (_event, text) => log.push(text));
    ipcMain.on('x', (event) => {
      event.sender.send('note', 'before the answer');
      event.returnValue = 'answer';
      event.reply('note', 'after the answer');
    });
    turn();
    log.push(ipcRenderer.sendSync('x'));
    expect(log).toEqual(['answer']);
    turn();
    expect(log).toEqual(['answer', 'before the answer', 'after the answer']);
  });

  it('arrives after all messages that were sent before it', () => {
    const { ipcMain, ipcRenderer } = setUp();
    const log: unknown[] = [];
    ipcMain.on('x', (event, n) => {
      log.push(n);
      event.returnValue = null;
    });
    ipcMain.handle('x', (_event, n) => log.push(n));
    ipcRenderer.send('x', 1);
    void ipcRenderer.invoke('x', 2);
    ipcRenderer.sendSync('x', 3);
    ipcRenderer.send('x', 4);
    ipcRenderer.sendSync('x', 5);
    expect(log).toEqual([1, 2, 3, 4, 5]);
  });

  it('fails at once without a listener', async () => {
    const { main, ipcMain, ipcRenderer, turn } = setUp();
    ipcMain.handle('x', () => 1);
    main.channel('x').subscribe().unsubscribe();
    expect(() => void ipcRenderer.sendSync('x')).toThrow(failure('ERR_CULVERT_SYNC_NO_LISTENER', /'x'/));
    turn();
    expect(await pendingOf(main)).toEqual([]);
  });

  it('fails if a listener throws before an answer, and the error is reported as uncaught', async () => {
    const { main, ipcMain, ipcRenderer } = setUp();
    const uncaught = new Promise((resolve) => (config.onUnhandledError = resolve));
    const skipped = jest.fn();
    ipcMain.on('x', () => {
      throw new Error('broken');
    });
    ipcMain.on('x', skipped);
    expect(() => void ipcRenderer.sendSync('x')).toThrow(failure('ERR_CULVERT_SYNC_LISTENER_THREW', /'x'/));
    expect(await uncaught).toEqual(new Error('broken'));
    expect(skipped).not.toHaveBeenCalled();
    expect(await pendingOf(main)).toEqual([]);
  });

  it('returns the answer that came before a listener threw', async () => {
    const { main, ipcMain, ipcRenderer } = setUp();
    const dropped = jest.fn();
    main.inspect$.subscribe((item) => {
      if (item.kind === 'drop') dropped();
    });
    const uncaught = new Promise((resolve) => (config.onUnhandledError = resolve));
    ipcMain.on('x', (event) => (event.returnValue = 'answer'));
    ipcMain.on('x', () => {
      throw new Error('broken');
    });
    expect(ipcRenderer.sendSync('x')).toBe('answer');
    expect(await uncaught).toEqual(new Error('broken'));
    expect(dropped).not.toHaveBeenCalled();
  });

  it('cannot wait over a memory link for a later answer, and fails at once', async () => {
    const { main, ipcMain, ipcRenderer, turn } = setUp();
    const drops: unknown[] = [];
    main.inspect$.subscribe((item) => item.kind === 'drop' && drops.push(item.reason));
    let late!: IpcMainEvent;
    ipcMain.on('x', (event) => (late = event));
    expect(() => void ipcRenderer.sendSync('x')).toThrow(failure('ERR_CULVERT_SYNC_WOULD_DEADLOCK', /'x'/));
    turn();
    expect(await pendingOf(main)).toEqual([]);
    late.returnValue = 'late';
    turn();
    expect(drops).toEqual(['not-pending']);
  });

  it('never takes the late answer to an earlier request for its own', () => {
    const { ipcMain, ipcRenderer } = setUp();
    let late: IpcMainEvent | undefined;
    ipcMain.on('first', (event) => (late = event));
    ipcMain.on('second', (event) => {
      late!.returnValue = 'first';
      event.returnValue = 'second';
    });
    ipcMain.on('third', () => (late!.returnValue = 'first'));
    expect(() => void ipcRenderer.sendSync('first')).toThrow(failure('ERR_CULVERT_SYNC_WOULD_DEADLOCK'));
    expect(ipcRenderer.sendSync('second')).toBe('second');
    expect(() => void ipcRenderer.sendSync('third')).toThrow(failure('ERR_CULVERT_SYNC_WOULD_DEADLOCK'));
  });

  it('fails at once if the connection is closed, from either side', () => {
    const byRenderer = setUp();
    byRenderer.renderer.close();
    const byMain = setUp();
    byMain.turn();
    byMain.main.close();
    for (const { ipcRenderer } of [byRenderer, byMain])
      expect(() => void ipcRenderer.sendSync('x')).toThrow(failure('ERR_CULVERT_DISCONNECTED', /'x'/));
  });

  it('fails if main ends the connection instead of answering', () => {
    const { main, ipcMain, ipcRenderer, turn } = setUp();
    ipcMain.on('x', () => void main.close());
    expect(() => void ipcRenderer.sendSync('x')).toThrow(failure('ERR_CULVERT_DISCONNECTED', /'x'/));
    turn();
  });

  it('throws for arguments that cannot be sent, with their path', () => {
    const { ipcRenderer } = setUp({ codec: structured });
    const onClick = () => undefined;
    expect(() => void ipcRenderer.sendSync('x', { onClick })).toThrow(
      failure('ERR_CULVERT_UNSERIALIZABLE', /'x'.*args\[0\]\.onClick/),
    );
  });

  it('throws in main for an answer that cannot be sent, and accepts the next one', () => {
    const { ipcMain, ipcRenderer } = setUp({ codec: structured });
    ipcMain.on('x', (event) => {
      expect(() => (event.returnValue = { run: () => undefined })).toThrow(
        failure('ERR_CULVERT_UNSERIALIZABLE', /args\[0\]\.run/),
      );
      event.returnValue = 'plain';
    });
    expect(ipcRenderer.sendSync('x')).toBe('plain');
  });

  it('can be answered by a listener of the WebContents, and through messages$ of the channel', () => {
    const { main, webContents, ipcRenderer } = setUp();
    webContents.once('ipc-message-sync', (event: IpcMainEvent, channel: string, n: number) => {
      event.returnValue = [channel, n];
    });
    expect(ipcRenderer.sendSync('x', 1)).toEqual(['x', 1]);
    main.channel('x').messages$.subscribe(({ event, args }) => (event.returnValue = args));
    expect(ipcRenderer.sendSync('x', 2)).toEqual([2]);
  });
});

describe('a sync request at a limit', () => {
  const limits = { channelLength: 8, messageBytes: 100 };
  const own: readonly (readonly [string, RendererOptions, Partial<Transport>])[] = [
    ['the renderer', { limits }, {}],
    ['its transport', { limits: { channelLength: 8 } }, { messageBytes: 100 }],
  ];
  const bounds = [
    ['channel', 'ERR_CULVERT_CHANNEL_TOO_LONG', 'x'.repeat(8), '', 'x'.repeat(9), ''],
    // With its quotes and brackets, a text of 46 characters has 100 bytes.
    ['arguments', 'ERR_CULVERT_MESSAGE_TOO_LARGE', 'x', 'y'.repeat(46), 'x', 'y'.repeat(47)],
  ] as const;

  it.each(own.flatMap(([who, ...rest]) => bounds.map((bound) => [who, bound[0], rest, bound] as const)))(
    'above a limit of %s is refused at the call, and one at the limit is answered: %s',
    (_who, _what, [options, ends], [, code, channel, text, longChannel, longText]) => {
      const { main, ipcMain, ipcRenderer, webContents, turn } = setUp({}, options, ends);
      turn();
      const seen: unknown[] = [];
      main.inspect$.subscribe((item) => seen.push(item));
      ipcMain.on(channel, (event, value: string) => (event.returnValue = value.length));
      for (let i = 0; i < 3; i++)
        expect(() => void ipcRenderer.sendSync(longChannel, longText)).toThrow(failure(code));
      turn();
      expect(seen).toEqual([]);
      expect(ipcRenderer.sendSync(channel, text)).toBe(text.length);
      expect(webContents.isDestroyed()).toBe(false);
    },
  );

  it.each(bounds)(
    'above a limit of main is answered with an error, one at the limit with a value: %s',
    (_what, code, channel, text, longChannel, longText) => {
      const mainOptions = { limits: { ...limits, badFrames: 1 } };
      const { main, ipcMain, ipcRenderer, webContents, turn } = setUp(mainOptions, {}, {}, untoldLink);
      turn();
      const drops = dropsOf(main, ({ reason, message }) => `${reason} ${message}`);
      for (const name of [channel, longChannel])
        ipcMain.on(name, (event, value: string) => (event.returnValue = value.length));
      for (let i = 0; i < 3; i++)
        expect(() => void ipcRenderer.sendSync(longChannel, longText)).toThrow(failure(code));
      expect(drops).toEqual(Array(3).fill('over-limit sync'));
      expect(ipcRenderer.sendSync(channel, text)).toBe(text.length);
      expect(webContents.isDestroyed()).toBe(false);
    },
  );

  it('accepts an answer at the limit of main; one above it throws there, and main may set another', () => {
    const { ipcMain, ipcRenderer } = setUp({ limits });
    ipcMain.on('x', (event) => {
      expect(() => (event.returnValue = 'y'.repeat(47))).toThrow(failure('ERR_CULVERT_MESSAGE_TOO_LARGE'));
      event.returnValue = 'y'.repeat(46);
    });
    expect(ipcRenderer.sendSync('x')).toBe('y'.repeat(46));
  });
});
