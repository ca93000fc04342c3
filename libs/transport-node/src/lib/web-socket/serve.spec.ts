import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, get, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { createMain, createRenderer, type IpcMainEvent } from '@culvert/core';
import { CulvertError, DEFAULT_LIMITS } from '@culvert/protocol';
import { firstValueFrom, lastValueFrom } from 'rxjs';
import { WebSocket, WebSocketServer } from 'ws';
import { FakeMain } from '../../../testing/web-socket/fake-main.js';
import { answerOf, openSocket, pathWith, rawPost, SESSION } from '../../../testing/web-socket/raw-client.js';
import { serve, type CulvertServer, type ServeOptions } from './serve.js';
import { webSocketTransport } from './web-socket-transport.js';

describe('serve', () => {
  const main = { current: new FakeMain() };
  const cleanups: (() => unknown)[] = [];
  beforeEach(() => (main.current = new FakeMain()));
  afterEach(async () => {
    for (const clean of cleanups.splice(0).reverse()) await clean();
  });

  async function serving(options: ServeOptions = {}): Promise<CulvertServer> {
    const culvert = await serve(main.current, { log: false, ...options });
    cleanups.push(culvert.close);
    return culvert;
  }

  function appServer(): Server {
    const app = createServer((request, response) => response.end(`page ${request.url}`));
    cleanups.push(() => new Promise((closed) => app.close(closed).closeAllConnections()));
    return app;
  }

  async function listeningApp(): Promise<{ server: Server; port: number }> {
    const server = appServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return { server, port: (server.address() as AddressInfo).port };
  }

  async function page(port: number, path: string): Promise<string> {
    return (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  }

  async function servingClosedMain(): Promise<CulvertServer> {
    const closed = createMain();
    await closed.close();
    const culvert = await serve(closed, { log: false });
    cleanups.push(culvert.close);
    return culvert;
  }

  /** An open WebSocket of a client that sends nothing. */
  async function silentClient({ port, token }: CulvertServer): Promise<Duplex> {
    const upgrade = get({
      port,
      path: pathWith('/culvert', { port, token }),
      headers: {
        connection: 'upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      },
    });
    const [, socket] = (await once(upgrade, 'upgrade')) as [IncomingMessage, Duplex];
    return socket.resume();
  }

  async function expectEcho({ url, token }: CulvertServer): Promise<void> {
    const transport = webSocketTransport(url, { token });
    const echo = firstValueFrom(transport.frames$);
    transport.send('echo hello');
    expect(await echo).toBe('echo hello');
    transport.close();
  }

  it('listens on a free port of the loopback address, with a random token', async () => {
    const [first, second] = [await serving(), await serving()];
    expect(first.url).toBe(`ws://127.0.0.1:${first.port}/culvert`);
    expect(Buffer.from(first.token, 'base64url').length).toBeGreaterThanOrEqual(16);
    expect(second.token).not.toBe(first.token);
    await expectEcho(first);
    await expectEcho(second);
  });

  it('takes port and token as given', async () => {
    const { port, close } = await serving();
    await close();
    const again = await serving({ port, token: 'of the app' });
    expect(again).toMatchObject({ port, token: 'of the app' });
    await expectEcho(again);
  });

  it('listens on another address if the options name one', async () => {
    const culvert = await serving({ host: '0.0.0.0' });
    expect(culvert.url).toBe(`ws://127.0.0.1:${culvert.port}/culvert`);
    await expectEcho(culvert);
  });

  it('rejects when the port is taken', async () => {
    const { port } = await serving();
    await expect(serve(main.current, { port })).rejects.toMatchObject({
      code: 'ERR_CULVERT_TRANSPORT',
      message: expect.stringContaining('The port is taken'),
      cause: { code: 'EADDRINUSE' },
    });
  });

  it('leaves no server behind for a port that is a name', async () => {
    const name = join(tmpdir(), `culvert-${randomUUID()}`);
    await expect(serve(main.current, { port: name as never })).rejects.toMatchObject({
      code: 'ERR_CULVERT_INVALID_ARGUMENT',
    });
    expect(existsSync(name)).toBe(false);
  });

  it('reads its options at the call, and not after a change of their object', async () => {
    const options = {
      log: false as const,
      token: 'of alice',
      host: '127.0.0.1',
      allowedOrigins: ['app://a'],
    };
    const first = serve(main.current, options);
    options.token = 'of bob';
    const second = serve(main.current, options);
    Object.assign(options, { token: '', host: '', port: 'x' });
    options.allowedOrigins[0] = '*';
    const servers = await Promise.all([first, second]);
    cleanups.push(...servers.map(({ close }) => close));
    expect(servers.map(({ token }) => token)).toEqual(['of alice', 'of bob']);
    expect(servers.map(({ url }) => new URL(url).hostname)).toEqual(['127.0.0.1', '127.0.0.1']);
    const { port, token } = servers[0];
    (await openSocket({ port, token, headers: { origin: 'app://a' } })).terminate();
  });

  it.each<ServeOptions>([{ token: '' }, { allowedOrigins: ['*'] }])('refuses %p', async (options) => {
    await expect(serve(main.current, options)).rejects.toMatchObject({
      code: 'ERR_CULVERT_INVALID_ARGUMENT',
    });
  });

  it('tells main that a client without an origin is a process', async () => {
    await expectEcho(await serving());
    expect(main.current.connections.map(({ info }) => info)).toEqual([{ kind: 'process', remote: true }]);
  });

  it('tells main that a client is remote, so that it gets no stacks and properties of errors', async () => {
    const real = createMain();
    real.ipcMain.handle('fail', function inThisPlaceOfMain() {
      throw Object.assign(new Error('no such row'), { row: 7 });
    });
    const { url, token, close } = await serve(real);
    cleanups.push(close, () => real.close());
    const renderer = createRenderer(webSocketTransport(url, { token }));
    const error = (await renderer.ipcRenderer.invoke('fail').catch((thrown: unknown) => thrown)) as Error;
    expect(error.message).toContain('no such row');
    expect(error.stack).not.toContain('inThisPlaceOfMain');
    expect(error).not.toHaveProperty('row');
    const arrived = once(real.ipcMain as unknown as NodeJS.EventEmitter, 'who') as Promise<[IpcMainEvent]>;
    renderer.ipcRenderer.send('who');
    const [{ senderInfo }] = await arrived;
    expect(senderInfo).toMatchObject({ kind: 'process', remote: true });
    renderer.close();
  });

  it('ends all connections when it closes, and frees the port', async () => {
    const { url, token, port, close } = await serving();
    const transport = webSocketTransport(url, { token });
    const ended = lastValueFrom(transport.frames$, { defaultValue: 'complete' });
    transport.send('hello');
    const connection = await main.current.connection();
    await connection.hasFrames(1);
    await Promise.all([close(), close()]);
    expect(await ended).toBe('complete');
    await connection.ended;
    await serving({ port });
  });

  it('closes although a client does not answer', async () => {
    const culvert = await serving();
    await silentClient(culvert);
    await culvert.close();
    await main.current.connections[0]!.ended;
  });

  it('closes soon although a client that main has refused does not answer', async () => {
    const culvert = await servingClosedMain();
    await silentClient(culvert);
    const start = performance.now();
    await culvert.close();
    // `ws` itself waits for 10 s.
    expect(performance.now() - start).toBeLessThan(5000);
  });

  it('waits for the answer of a client that main has refused', async () => {
    const culvert = await servingClosedMain();
    const socket = await silentClient(culvert);
    let isClosed = false;
    const closing = culvert.close().then(() => (isClosed = true));
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    expect(isClosed).toBe(false);
    socket.write(Buffer.from([0x88, 0x80, 0, 0, 0, 0]));
    await closing;
  });

  it('refuses clients when main does', async () => {
    const closed = {
      limits: DEFAULT_LIMITS,
      connect(): never {
        throw new CulvertError('ERR_CULVERT_DISCONNECTED', 'This main is closed.');
      },
    };
    const { url, port, token, close } = await serve(closed, { log: false });
    cleanups.push(close);
    const transport = webSocketTransport(url, { token });
    await expect(lastValueFrom(transport.frames$)).rejects.toMatchObject({ code: 'ERR_CULVERT_TRANSPORT' });
    const options = { port, token, session: `${SESSION}2` };
    expect(await rawPost({ from: 1, frames: [], request: 'sync' }, options)).toMatchObject({ status: 503 });
  });

  describe('on the server of an app', () => {
    it('leaves the pages and the server to the app', async () => {
      const { server, port } = await listeningApp();
      const culvert = await serving({ server });
      expect(culvert.url).toBe(`ws://127.0.0.1:${port}/culvert`);
      expect(await page(port, '/index.html')).toBe('page /index.html');
      await expectEcho(culvert);
      await culvert.close();
      expect(await page(port, '/culvert')).toBe('page /culvert');
    });

    it('refuses a second serve on that server, until the first has closed', async () => {
      const { server } = await listeningApp();
      const first = await serving({ server });
      await expect(serving({ server })).rejects.toMatchObject({
        name: 'TypeError',
        code: 'ERR_CULVERT_INVALID_ARGUMENT',
        message: expect.stringContaining('this server already serves a main'),
      });
      await expectEcho(first);
      await first.close();
      const second = await serving({ server });
      await first.close();
      await expect(serving({ server })).rejects.toThrow('this server already serves a main');
      await expectEcho(second);
    });

    it('waits until it listens', async () => {
      const server = appServer();
      const starting = serving({ server });
      server.listen(0, '127.0.0.1');
      await expectEcho(await starting);
    });

    it('refuses a server that is closed, also one that closes before it listens', async () => {
      const wrong = { code: 'ERR_CULVERT_INVALID_ARGUMENT', message: expect.stringContaining('is closed') };
      const { server } = await listeningApp();
      server.close();
      await expect(serve(main.current, { server })).rejects.toMatchObject(wrong);
      const late = createServer();
      const starting = serve(main.current, { server: late });
      late.close();
      await expect(starting).rejects.toMatchObject(wrong);
      await once(server.listen(0, '127.0.0.1'), 'listening');
      await expectEcho(await serving({ server }));
    });

    it('lets no request into main once close has begun', async () => {
      const { server, port } = await listeningApp();
      const { token, close } = await serving({ server });
      const text = '[1,[0]]\nsync late';
      // With this header, Node's answer shows that the server has the request, and waits for its body.
      const headers = { 'content-length': text.length, expect: '100-continue' };
      const path = pathWith('/culvert/sync', { port, token });
      const post = request({ host: '127.0.0.1', port, path, method: 'POST', headers, agent: false });
      post.flushHeaders();
      await once(post, 'continue');
      await close();
      post.end(text);
      expect(await answerOf(post)).toMatchObject({ status: 503, text: 'this server is closed' });
      expect(main.current.connections).toEqual([]);
    });

    it('allows its own pages, on every interface', async () => {
      const server = appServer();
      await once(server.listen(0), 'listening');
      const { port, token } = await serving({ server });
      for (const name of ['localhost', '127.0.0.1', '[::1]']) {
        const options = { port, token, headers: { origin: `http://${name}:${port}` } };
        (await openSocket({ ...options, session: SESSION + name.replace(/\W/g, '_') })).terminate();
      }
    });

    it('rejects when it fails to listen', async () => {
      const { port } = await serving();
      const starting = serve(main.current, { server: createServer().listen(port, '127.0.0.1') });
      await expect(starting).rejects.toMatchObject({
        code: 'ERR_CULVERT_TRANSPORT',
        cause: { code: 'EADDRINUSE' },
      });
    });

    it('takes its own requests before listeners that come later, and leaves them other sockets', async () => {
      const { server, port } = await listeningApp();
      const culvert = await serving({ server });
      server.on('request', (_, response: { destroy(): void }) => response.destroy());
      const others = new WebSocketServer({ server, path: '/hot-reload' });
      others.on('connection', (socket) => socket.send('reloaded'));
      expect((await fetch(`http://127.0.0.1:${port}/culvert/sync`)).status).toBe(405);
      expect((await fetch(`http://127.0.0.1:${port}/culvert`)).status).toBe(426);
      await expectEcho(culvert);
      const other = new WebSocket(`ws://127.0.0.1:${port}/hot-reload`);
      const [message] = (await once(other, 'message')) as [Buffer];
      expect(message.toString()).toBe('reloaded');
      other.close();
      await once(other, 'close');
    });

    it('closes an upgrade that no listener takes', async () => {
      const { server, port } = await listeningApp();
      await serving({ server });
      const headers = { connection: 'upgrade', upgrade: 'websocket' };
      const [response] = (await once(get({ port, path: '/other', headers }), 'response')) as [
        IncomingMessage,
      ];
      expect(response.statusCode).toBe(404);
      response.resume();
    });
  });
});
