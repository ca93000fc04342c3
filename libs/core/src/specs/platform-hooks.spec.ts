import { Subject, firstValueFrom } from 'rxjs';
import { createMemoryLink, type ConnectInfo, type PortPlatform, type Transport } from '../index.js';
import { CulvertError } from '@culvert/protocol';
import { inProcess, dropsOf } from '../../testing/in-process.js';

/** Specs of the hooks that core offers to platforms with their own ids, ports and channel lists. */
function setUp() {
  const { main, open: openOn } = inProcess();
  const open = async (
    info: ConnectInfo = {},
    atMain: Partial<Transport> = {},
    there: Partial<Transport> = {},
  ) => {
    const [mainEnd, rendererEnd] = createMemoryLink();
    const opened = openOn(info, {}, [
      { ...mainEnd, ...atMain },
      { ...rendererEnd, ...there },
    ]);
    await opened.renderer.ready;
    return opened;
  };
  return { main, open };
}

describe('reserveIds', () => {
  it('leaves those ids to code that names them; fresh ones are greater', async () => {
    const { main, open } = setUp();
    main.reserveIds(1000);
    const worker = await open();
    const named = await open({ id: 7 });
    expect([worker.webContents.id, named.webContents.id]).toEqual([1001, 7]);
    expect((await open()).webContents.id).toBe(1002);
  });

  it('never makes a fresh id smaller, and accepts only integers', async () => {
    const { main, open } = setUp();
    await open({ id: 50 });
    main.reserveIds(10);
    expect((await open()).webContents.id).toBe(51);
    expect(() => main.reserveIds(1.5)).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_INVALID_ARGUMENT' }),
    );
  });
});

describe('reportDrop', () => {
  it('shows on inspect$ a message that a transport has dropped, with its time', () => {
    const { main } = setUp();
    const drops = dropsOf(main);
    main.reportDrop({ reason: 'untrusted-sender', message: 'frame', from: 3, detail: 'https://other.test' });
    expect(drops).toEqual([
      {
        kind: 'drop',
        at: expect.any(Number),
        reason: 'untrusted-sender',
        message: 'frame',
        from: 3,
        detail: 'https://other.test',
      },
    ]);
  });
});

describe('graceUntil$', () => {
  it('keeps the WebContents over any number of connections, until it emits', async () => {
    const { main, open } = setUp();
    const gone$ = new Subject<void>();
    const info = { id: 4, graceUntil$: gone$ };
    const first = await open(info);
    const destroyed = jest.fn();
    first.webContents.on('destroyed', destroyed);
    first.renderer.close();
    const second = await open(info);
    expect(second.webContents).toBe(first.webContents);
    expect((await firstValueFrom(main.state$)).endpoints[4]).not.toHaveProperty('graceUntil$');
    gone$.next();
    // The window is connected, so it is only destroyed with this connection.
    expect(destroyed).not.toHaveBeenCalled();
    const third = await open({ id: 4, graceUntil$: gone$ });
    third.renderer.close();
    await until(async () => (await firstValueFrom(main.state$)).endpoints[4] === undefined);
    expect(destroyed).not.toHaveBeenCalled();
    gone$.next();
    expect(destroyed).toHaveBeenCalledTimes(1);
    expect(main.webContents.fromId(4)).toBeUndefined();
    expect(gone$.observed).toBe(false);
  });

  it.each([
    ['has completed', (gone$: Subject<void>) => gone$.complete()],
    ['fails', (gone$: Subject<void>) => gone$.error(new Error('gone'))],
  ])('destroys the window with its connection if it %s', async (_, end) => {
    const { main, open } = setUp();
    const gone$ = new Subject<void>();
    const { webContents, renderer } = await open({ graceUntil$: gone$ });
    end(gone$);
    const destroyed = new Promise<void>((resolve) => webContents.on('destroyed', () => resolve()));
    renderer.close();
    await destroyed;
    expect(main.webContents.getAll()).toEqual([]);
  });
});

describe('portPlatform', () => {
  const port = () => ({ postMessage: () => undefined, close: jest.fn() });

  it('creates the ports of openPort between two of its renderers', async () => {
    const { open } = setUp();
    const created: object[] = [];
    const portPlatform: PortPlatform = {
      channelName: 'Pipe',
      create() {
        const pair = [port(), port()] as const;
        created.push(...pair);
        return pair;
      },
      take: () => [],
    };
    const [a, b] = [await open({}, { portPlatform }), await open({}, { portPlatform })];
    const arriving = firstValueFrom(b.renderer.ports$);
    expect(await a.renderer.openPort(b.renderer.id, 'x')).toBe(created[1]);
    expect((await arriving).port).toBe(created[0]);
  });

  it('refuses to connect ports of different kinds, and names the missing kind of channel', async () => {
    const { open } = setUp();
    const portPlatform: PortPlatform = { channelName: 'Pipe', create: () => undefined, take: () => [] };
    const [a, b, c] = [
      await open({}, { portPlatform }),
      await open(),
      await open({}, { portPlatform }),
    ] as const;
    const code = 'ERR_CULVERT_PORTS_UNSUPPORTED';
    await expect(a.renderer.openPort(b.renderer.id, 'x')).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/'x': renderers 1 and 2 have ports of different kinds/),
    });
    await expect(a.renderer.openPort(c.renderer.id, 'x')).rejects.toMatchObject({
      code,
      message: expect.stringContaining("'x': main has no Pipe"),
    });
  });

  it('accepts or refuses the ports that main sends, with a reason', async () => {
    const { open } = setUp();
    const taken = port();
    const portPlatform: PortPlatform = {
      channelName: 'Pipe',
      create: () => undefined,
      take: (list) => {
        if (list.includes(taken)) return [taken];
        throw new CulvertError('ERR_CULVERT_INVALID_TRANSFER', 'only pipes can go there.');
      },
    };
    const { webContents, ipcRenderer } = await open({}, { portPlatform });
    const arrived = new Promise<readonly object[]>((resolve) =>
      ipcRenderer.on('x', ({ ports }) => resolve(ports)),
    );
    expect(() => webContents.postMessage('x', 1, [port()])).toThrow(
      expect.objectContaining({
        code: 'ERR_CULVERT_INVALID_TRANSFER',
        message: "'x': only pipes can go there.",
      }),
    );
    webContents.postMessage('x', 1, [taken]);
    expect(await arrived).toEqual([taken]);
  });
});

describe('checkChannel', () => {
  it('refuses a name at every call that has one, and no other message is lost', async () => {
    const { main, open } = setUp();
    const checkChannel = (channel: string) => {
      if (channel === 'secret') throw new CulvertError('ERR_CULVERT_NOT_EXPOSED', `'${channel}'`);
    };
    const { renderer, ipcRenderer } = await open({}, {}, { checkChannel });
    const refused = expect.objectContaining({ code: 'ERR_CULVERT_NOT_EXPOSED' });
    for (const call of [
      () => ipcRenderer.send('secret'),
      () => void ipcRenderer.sendSync('secret'),
      () => void ipcRenderer.invoke('secret'),
      () => ipcRenderer.sendTo(1, 'secret'),
      () => ipcRenderer.sendToHost('secret'),
      () => ipcRenderer.postMessage('secret', 1),
      () => renderer.channel('secret').next(1),
      () => void renderer.openPort(1, 'secret'),
    ]) {
      expect(call).toThrow(refused);
    }
    main.ipcMain.handle('open', () => 'answer');
    expect(await ipcRenderer.invoke('open')).toBe('answer');
  });
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}
