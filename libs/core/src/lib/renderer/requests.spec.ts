import { once } from 'node:events';
import { VirtualTimeScheduler, firstValueFrom } from 'rxjs';
import {
  CulvertError,
  createMain,
  createMemoryLink,
  createRenderer,
  structured,
  type MainOptions,
  type RendererOptions,
} from '../../index.js';

function setUp(mainOptions: MainOptions = {}, rendererOptions: RendererOptions = {}) {
  const [mainEnd, rendererEnd] = createMemoryLink(mainOptions);
  const main = createMain(mainOptions);
  const webContents = main.connect(mainEnd);
  const renderer = createRenderer(rendererEnd, rendererOptions);
  const pending = async () => {
    const { endpoints } = await firstValueFrom(main.state$);
    return Object.values(endpoints).flatMap((endpoint) => Object.keys(endpoint.pending));
  };
  return { main, ipcMain: main.ipcMain, webContents, renderer, ipcRenderer: renderer.ipcRenderer, pending };
}

async function rejection(promise: Promise<unknown>): Promise<Error & { readonly code?: string }> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(Error);
  return outcome as Error;
}

describe('invoke', () => {
  it('resolves with what the handler returns, or what its promise resolves with', async () => {
    const { ipcMain, ipcRenderer, webContents, pending } = setUp();
    ipcMain.handle('now', (event, ...args: unknown[]) => [
      event.sender === webContents,
      event.senderInfo.id,
      ...args,
    ]);
    ipcMain.handle('later', async (_event, n: number) => n + 1);
    ipcMain.handle('nothing', () => undefined);
    expect(await ipcRenderer.invoke('now', 1, 'two')).toEqual([true, webContents.id, 1, 'two']);
    expect(await ipcRenderer.invoke('later', 1)).toBe(2);
    expect(await ipcRenderer.invoke('nothing')).toBeNull();
    expect(await pending()).toEqual([]);
  });

  it('keeps its order relative to send, both ways', async () => {
    const { ipcMain, ipcRenderer } = setUp();
    const log: unknown[] = [];
    ipcMain.on('x', (_event, n) => log.push(n));
    ipcMain.handle('x', (event, n) => {
      log.push(n);
      event.sender.send('note', `before the answer ${n}`);
    });
    ipcRenderer.on('note', (_event, text) => log.push(text));
    ipcRenderer.send('x', 1);
    const answer = ipcRenderer.invoke('x', 2).then(() => log.push('answer 2'));
    ipcRenderer.send('x', 3);
    await answer;
    expect(log).toEqual([1, 2, 3, 'before the answer 2', 'answer 2']);
  });

  it('settles calls in the order of their answers', async () => {
    const { ipcMain, ipcRenderer } = setUp();
    const resolvers: ((value: string) => void)[] = [];
    ipcMain.handle('x', () => new Promise((resolve) => resolvers.push(resolve)));
    const log: unknown[] = [];
    const calls = [1, 2].map((n) => ipcRenderer.invoke('x').then((value) => log.push([n, value])));
    ipcMain.handle('barrier', () => undefined);
    await ipcRenderer.invoke('barrier');
    resolvers[1]!('second');
    resolvers[0]!('first');
    await Promise.all(calls);
    expect(log).toEqual([
      [2, 'second'],
      [1, 'first'],
    ]);
  });

  it('rejects without a handler, in the words of Electron', async () => {
    const { ipcMain, ipcRenderer, pending } = setUp();
    ipcMain.on('x', () => undefined);
    const error = await rejection(ipcRenderer.invoke('x'));
    expect(error.message).toBe("Error invoking remote method 'x': Error: No handler registered for 'x'");
    expect(error.code).toBe('ERR_CULVERT_NO_HANDLER');
    ipcMain.handle('x', () => 1);
    ipcMain.removeHandler('x');
    await rejection(ipcRenderer.invoke('x'));
    expect(await pending()).toEqual([]);
  });

  it('calls a handleOnce handler once, and removes it before the call', async () => {
    const { ipcMain, ipcRenderer } = setUp();
    ipcMain.handleOnce('x', () => {
      ipcMain.handle('x', () => 'second');
      return 'first';
    });
    expect(await ipcRenderer.invoke('x')).toBe('first');
    expect(await ipcRenderer.invoke('x')).toBe('second');
  });

  it.each([
    [
      'thrown',
      (error: Error) => () => {
        throw error;
      },
    ],
    ['rejected with', (error: Error) => () => Promise.reject(error)],
  ])('keeps class, code and own properties of an error that is %s', async (_name, failing) => {
    const { ipcMain, ipcRenderer } = setUp();
    const cause = Object.assign(new RangeError('too far'), {
      code: 'E_FAR',
      errno: -2,
      nested: { lost: true },
    });
    ipcMain.handle('x', failing(cause));
    const error = await rejection(ipcRenderer.invoke('x'));
    expect(error).toBeInstanceOf(RangeError);
    expect(error).toMatchObject({
      name: 'RangeError',
      message: "Error invoking remote method 'x': RangeError: too far",
      code: 'E_FAR',
      errno: -2,
    });
  });

  it('settles for every kind of thrown value', async () => {
    const { ipcMain, ipcRenderer, pending } = setUp();
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    const throwing = Object.defineProperty(new Error('boom'), 'code', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });
    const nameless = Object.defineProperty(new Error('boom'), 'name', { value: { toString: null } });
    const thrown = [
      undefined,
      null,
      'text',
      0,
      Symbol('s'),
      {},
      Object.create(null),
      revoked.proxy,
      throwing,
      nameless,
    ];
    ipcMain.handle('throw', (_event, i: number) => {
      throw thrown[i] as Error;
    });
    ipcMain.handle('reject', (_event, i: number) => Promise.reject(thrown[i] as Error));
    for (const method of ['throw', 'reject']) {
      const errors = await Promise.all(thrown.map((_, i) => rejection(ipcRenderer.invoke(method, i))));
      const texts = errors.map(({ message }) =>
        message.slice(`Error invoking remote method '${method}': `.length),
      );
      expect(texts.slice(0, 6)).toEqual(
        ['undefined', 'null', 'text', '0', 'Symbol(s)', '[object Object]'].map((text) => `Error: ${text}`),
      );
      expect(texts[8]).toBe('Error: boom');
    }
    expect(await pending()).toEqual([]);
  });

  it('rejects for a result that cannot be sent, with its path, and for a thenable that throws', async () => {
    const { ipcMain, ipcRenderer } = setUp({ codec: structured }, { codec: structured });
    ipcMain.handle('x', () => ({ run: () => undefined }));
    expect(await rejection(ipcRenderer.invoke('x'))).toMatchObject({
      code: 'ERR_CULVERT_UNSERIALIZABLE',
      message: expect.stringMatching(/'x'.*args\[0\]\.run/),
    });
    ipcMain.handle('y', () => ({
      get then() {
        throw new TypeError('no');
      },
    }));
    expect(await rejection(ipcRenderer.invoke('y'))).toBeInstanceOf(TypeError);
  });

  it('forwards an error of Culvert itself with its code', async () => {
    const { ipcMain, ipcRenderer } = setUp();
    ipcMain.handle('x', () => {
      throw new CulvertError('ERR_CULVERT_TIMEOUT', 'slow');
    });
    const error = await rejection(ipcRenderer.invoke('x'));
    expect(error).toBeInstanceOf(CulvertError);
    expect(error).toMatchObject({
      code: 'ERR_CULVERT_TIMEOUT',
      message: "Error invoking remote method 'x': Error: slow",
    });
  });

  it('refuses calls beyond the limit of main, and goes on after them', async () => {
    const { ipcMain, ipcRenderer, pending } = setUp({ limits: { pendingCalls: 2 } });
    const resolvers: (() => void)[] = [];
    ipcMain.handle('x', () => new Promise<void>((resolve) => resolvers.push(resolve)));
    const held = [ipcRenderer.invoke('x'), ipcRenderer.invoke('x')];
    expect((await rejection(ipcRenderer.invoke('x'))).code).toBe('ERR_CULVERT_TOO_MANY_PENDING');
    expect(() => void ipcRenderer.sendSync('x')).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_TOO_MANY_PENDING' }),
    );
    resolvers.forEach((resolve) => resolve());
    await Promise.all(held);
    ipcMain.handle('y', () => 'goes on');
    expect(await ipcRenderer.invoke('y')).toBe('goes on');
    expect(await pending()).toEqual([]);
  });

  it.each(['renderer', 'main'] as const)('rejects pending calls when the %s closes', async (side) => {
    const sides = setUp();
    const { ipcMain, ipcRenderer, webContents, pending } = sides;
    const destroyed = once(webContents, 'destroyed');
    const called = new Promise<void>((resolve) => {
      ipcMain.handle('x', () => {
        resolve();
        return new Promise(() => undefined);
      });
    });
    const error = rejection(ipcRenderer.invoke('x'));
    await called;
    sides[side].close();
    expect(await error).toMatchObject({
      code: 'ERR_CULVERT_DISCONNECTED',
      message: expect.stringMatching(/^Error invoking remote method 'x': Error: /),
    });
    expect((await rejection(ipcRenderer.invoke('x'))).code).toBe('ERR_CULVERT_DISCONNECTED');
    await destroyed;
    expect(await pending()).toEqual([]);
  });
});

describe('callTimeoutMs', () => {
  it('leaves no timer behind once a call is answered', async () => {
    const scheduler = new VirtualTimeScheduler();
    const { ipcMain, ipcRenderer } = setUp({ scheduler }, { scheduler, callTimeoutMs: 5000 });
    ipcMain.handle('fast', () => 1);
    const fast = ipcRenderer.invoke('fast');
    scheduler.flush();
    await fast;
    expect(scheduler.now()).toBe(0);
  });
});
