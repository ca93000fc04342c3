import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createMain, createRenderer, type Main, type Renderer } from '@culvert/core';
import { StallingProxy } from '@culvert/harness';
import { firstValueFrom, filter, interval, lastValueFrom, type Subscription } from 'rxjs';
import { FakeMain } from '../../../testing/web-socket/fake-main.js';
import { openSocket } from '../../../testing/web-socket/raw-client.js';
import { startClient } from '../../../testing/web-socket/start-client.js';
import { serve, type CulvertServer } from './serve.js';
import { webSocketTransport } from './web-socket-transport.js';

/** Short, so that a spec need not take a minute. Even a busy machine answers a ping in much less. */
const keepAliveMs = 400;

jest.setTimeout(60_000);

/** Resolves when `count` intervals have passed, as a client that answers each ping sees them. */
async function intervals(count: number, { port, token }: CulvertServer): Promise<void> {
  const socket = await openSocket({ port, token, session: randomUUID() });
  socket.send('[[],[]]\n');
  for (let i = 0; i < count; i++) await once(socket, 'ping');
  socket.terminate();
}

describe('a connection that has stalled', () => {
  let main: Main;
  let culvert: CulvertServer;
  let proxy: StallingProxy;
  let renderer: Renderer;
  const traffic: Subscription[] = [];
  beforeEach(async () => {
    main = createMain();
    culvert = await serve(main, { keepAliveMs });
    proxy = await StallingProxy.start(culvert.port);
    renderer = createRenderer(
      webSocketTransport(`ws://127.0.0.1:${proxy.port}/culvert`, { token: culvert.token }),
    );
    await renderer.ready;
  });
  afterEach(async () => {
    for (const each of traffic.splice(0)) each.unsubscribe();
    main.close();
    await culvert.close();
    proxy.close();
  });

  describe.each([
    ['a proxy that has stopped', { swallows: false }],
    ['a proxy that reads on and forwards nothing', { swallows: true }],
  ])('%s', (_, how) => {
    it.each([
      ['idle', 0],
      ['while main sends', 1000],
      ['while main sends much', 300_000],
    ])('%s: both ends notice, and pending calls fail with a typed error', async (__, size) => {
      const [window] = main.webContents.getAll();
      main.ipcMain.handle('never', () => new Promise(() => undefined));
      const pending = renderer.ipcRenderer.invoke('never');
      const gone = once(window!, 'destroyed');
      const closed = firstValueFrom(renderer.status$.pipe(filter((status) => status === 'closed')));
      if (size > 0) traffic.push(interval(20).subscribe(() => window!.send('tick', 'x'.repeat(size))));
      proxy.stall(how);
      const failed = expect(pending).rejects.toMatchObject({ code: 'ERR_CULVERT_DISCONNECTED' });
      await Promise.all([gone, closed, failed]);
      expect(main.webContents.getAll()).toEqual([]);
    });
  });

  it('lasts while it is idle and the network works', async () => {
    await intervals(6, culvert);
    main.ipcMain.handle('ping', () => 'pong');
    expect(await renderer.ipcRenderer.invoke('ping')).toBe('pong');
  });

  it('lasts although main itself was stopped for many intervals', async () => {
    await intervals(2, culvert);
    const end = performance.now() + 6 * keepAliveMs;
    while (performance.now() < end);
    await intervals(4, culvert);
    main.ipcMain.handle('ping', () => 'pong');
    expect(await renderer.ipcRenderer.invoke('ping')).toBe('pong');
  });
});

describe('the watch over clients', () => {
  let main: FakeMain;
  let culvert: CulvertServer;
  beforeEach(async () => {
    main = new FakeMain();
    culvert = await serve(main, { keepAliveMs });
  });
  afterEach(() => culvert.close());

  it('ends a client that answers no ping', async () => {
    const { port, token } = culvert;
    const socket = await openSocket({ port, token }, { autoPong: false });
    socket.send('hello');
    const [code] = (await once(socket, 'close')) as [number];
    expect(code).toBe(1006);
    await main.connections[0]!.ended;
  });

  it('sends only pings to clients that did not ask for more', async () => {
    const { port, token } = culvert;
    const socket = await openSocket({ port, token });
    socket.send('hello');
    let messages = 0;
    socket.on('message', () => messages++);
    for (let i = 0; i < 3; i++) await once(socket, 'ping');
    expect(messages).toBe(0);
    socket.terminate();
  });

  it('waits without limit for a client that is blocked in sendSync', async () => {
    const client = await startClient();
    client.start(
      { do: 'connect', url: culvert.url, token: culvert.token },
      { do: 'send', frame: 'echo open' },
      { do: 'await-frame', frame: 'echo open' },
      { do: 'send-sync', frame: 'later' },
    );
    const connection = await main.connection();
    await connection.hasFrames(2);
    await intervals(5, culvert);
    connection.transport.replySync!('in the end');
    const results = await client.run({ do: 'send-sync', frame: 'sync 1' });
    expect(results.at(-1)).toEqual({ text: 'in the end' });
    await client.kill();
  });

  it('is off with 0: a client that answers no ping stays', async () => {
    const quiet = await serve(main, { keepAliveMs: 0 });
    const { url, port, token } = quiet;
    const socket = await openSocket({ port, token }, { autoPong: false });
    socket.send('hello');
    const transport = webSocketTransport(url, { token });
    const frame = firstValueFrom(transport.frames$);
    // Another server with the same intervals serves as the clock.
    await intervals(5, culvert);
    transport.send('echo still here');
    expect(await frame).toBe('echo still here');
    expect(socket.readyState).toBe(socket.OPEN);
    socket.terminate();
    const end = lastValueFrom(transport.frames$, { defaultValue: 'complete' });
    await quiet.close();
    expect(await end).toBe('complete');
  });
});
