import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createMain, createRenderer } from '@culvert/core';
import { FakeMain } from '../../../testing/web-socket/fake-main.js';
import {
  answerOf,
  openPost,
  openSocket,
  pathWith,
  rawPost,
  rawSocket,
  refusedWith,
} from '../../../testing/web-socket/raw-client.js';
import { serve, type CulvertServer, type RefusedRequest, type ServeOptions } from './serve.js';
import { webSocketTransport } from './web-socket-transport.js';

const helloTimeoutMs = 200;

jest.setTimeout(30_000);

describe('a server that bounds its clients', () => {
  let main: FakeMain;
  let culvert: CulvertServer;
  const cleanups: (() => unknown)[] = [];
  afterEach(async () => {
    for (const clean of cleanups.splice(0).reverse()) await clean();
  });

  async function serving(options: ServeOptions = {}): Promise<void> {
    main = new FakeMain();
    culvert = await serve(main, { log: false, ...options });
    cleanups.push(culvert.close);
  }

  /** A new client each time. */
  function client() {
    const { port, token } = culvert;
    return { port, token, session: randomUUID() };
  }

  async function openRaw(head: string): Promise<Socket> {
    const socket = connect(culvert.port, '127.0.0.1');
    cleanups.push(() => socket.destroy());
    socket.on('error', () => {});
    await once(socket, 'connect');
    socket.write(head);
    return socket;
  }

  async function expectSound(): Promise<void> {
    const transport = webSocketTransport(culvert.url, { token: culvert.token });
    const echoed = new Promise((resolve) => transport.frames$.subscribe({ next: resolve, error: resolve }));
    transport.send('echo sound');
    expect(await echoed).toBe('echo sound');
    transport.close();
  }

  it('accepts connections up to the limit, refuses the next on both lanes, and counts that', async () => {
    await serving({ maxConnections: 3 });
    const refused: RefusedRequest[] = [];
    culvert.refused$.subscribe((request) => refused.push(request));
    const [first] = [await openSocket(client()), await openSocket(client())];
    const waiting = openPost({ from: 1, request: 'later' }, client());
    waiting.on('error', () => {});
    await (await main.connection(2)).hasFrames(1);
    expect(await refusedWith(rawSocket(client()))).toBe(503);
    expect(await rawPost({ from: 1, request: 'sync 1' }, client())).toMatchObject({ status: 503 });
    expect(refused.map(({ status }) => status)).toEqual([503, 503]);
    first.close();
    await main.connections[0]!.ended;
    await expectSound();
    waiting.destroy();
  });

  it('takes one body of a session at a time, also while it comes in', async () => {
    await serving();
    const options = client();
    const path = pathWith('/culvert/sync', options);
    await openRaw(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n[1,[]]`);
    // Until the server has seen the head of the first request.
    let second = await rawPost({ from: 1, request: 'sync 1' }, { ...options, session: randomUUID() });
    second = await rawPost({ from: 1, request: 'sync 1' }, options);
    expect(second).toMatchObject({ status: 409 });
    await expectSound();
  });

  it('ends a socket and a session that never send a frame', async () => {
    await serving({ helloTimeoutMs });
    const socket = await openSocket(client());
    const waiting = answerOf(openPost({ from: 5, request: 'sync 1' }, client()));
    expect((await once(socket, 'close'))[0]).toBe(1008);
    expect(await waiting).toMatchObject({ status: 410 });
    await Promise.all(main.connections.map(({ ended }) => ended));
    await expectSound();
  });

  it.each([
    ['says nothing', ''],
    ['sends half a request', 'GET /culvert HTTP/1.1\r\nHost: loc'],
    ['keeps its connection after a refusal', 'GET /culvert/sync HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    [
      'is refused and does not close',
      'POST /culvert/sync?token=no HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n',
    ],
  ])('ends the connection of a client without the token that %s', async (_, head) => {
    await serving({ helloTimeoutMs });
    const socket = await openRaw(head);
    socket.resume();
    await once(socket, 'close');
    await expectSound();
  });

  it('ends the connection of a client with a stalled body, and waits for a slow one', async () => {
    await serving({ helloTimeoutMs, maxConnections: 2 });
    const head = (options: ReturnType<typeof client>) =>
      `POST ${pathWith('/culvert/sync', options)} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 16\r\n\r\n`;
    const slow = await openRaw(head(client()));
    const answer = once(slow, 'data');
    const stalled = await openRaw(`${head(client())}[1,`);
    stalled.resume();
    const pieces = [...'[1,[]]\nsync slow'];
    const timer = setInterval(() => slow.write(pieces.shift() ?? ''), helloTimeoutMs / 8);
    cleanups.push(() => clearInterval(timer));
    await once(stalled, 'close');
    expect(String((await answer)[0])).toContain('200 OK');
    await expectSound();
  });

  it('leaves room for honest clients in a flood of strangers, who get at most 64 connections', async () => {
    await serving({ helloTimeoutMs: 60_000 });
    let open = 0;
    const sockets = Array.from({ length: 300 }, () => {
      const socket = connect(culvert.port, '127.0.0.1');
      socket.on('connect', () => open++);
      socket.on('close', () => open--);
      socket.on('error', () => {});
      socket.resume();
      return socket;
    });
    cleanups.push(() => sockets.forEach((socket) => socket.destroy()));
    await expectSound();
    const rest = sockets.slice(0, -64);
    await Promise.all(rest.map(async (socket) => socket.destroyed || once(socket, 'close')));
    expect(open).toBeLessThanOrEqual(64);
    await expectSound();
  });

  it('limits sockets to the number that its clients need, even after they showed the token', async () => {
    await serving({ maxConnections: 1 });
    const path = pathWith('/culvert/sync', client());
    const head = (bytes: number) =>
      `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${bytes}\r\n\r\n`;
    // The body does not arrive, so each later request of the session is refused, and keeps its connection.
    await openRaw(`${head(9)}[1,`);
    let answered = 0;
    for (let n = 0; n < 100; n++) {
      const socket = await openRaw(head(0));
      answered += await new Promise<number>((resolve) => {
        socket.once('data', () => resolve(1));
        socket.once('close', () => resolve(0));
      });
    }
    // The client's own, two for its sync requests, and those that may come without the token.
    expect(answered).toBe(3 + 64 - 1);
  });

  it('keeps a client that blocks in sendSync before it could send a frame on its socket', async () => {
    await serving({ helloTimeoutMs });
    const options = client();
    const waiting = answerOf(openPost({ from: 1, frames: ['hello'], request: 'later' }, options));
    const connection = await main.connection();
    await connection.hasFrames(2);
    const silent = await openRaw('');
    // Other clients, which are not blocked, are ended meanwhile.
    await once((await openRaw('GET / HTTP/1.1\r\n')).resume(), 'close');
    await once((await openRaw('GET / HTTP/1.1\r\n')).resume(), 'close');
    expect(silent.destroyed).toBe(false);
    connection.transport.replySync!('in the end');
    expect(await waiting).toMatchObject({ text: 'in the end' });
    await once(silent.resume(), 'close');
  });

  it.each<[string, ServeOptions]>([
    ['maxConnections', { maxConnections: 0 }],
    ['maxConnections', { maxConnections: Number.NaN }],
    ['maxConnections', { maxConnections: 1.5 }],
    ['maxConnections', { maxConnections: '7' as never }],
    ['maxPayloadBytes', { maxPayloadBytes: 1000 }],
    ['maxPayloadBytes', { maxPayloadBytes: Number.POSITIVE_INFINITY }],
    ['maxPayloadBytes', { maxPayloadBytes: Number.NaN }],
    ['helloTimeoutMs', { helloTimeoutMs: -1 }],
    ['helloTimeoutMs', { helloTimeoutMs: Number.NaN }],
    ['keepAliveMs', { keepAliveMs: -1 }],
    ['keepAliveMs', { keepAliveMs: '15' as never }],
  ])('refuses %s in %p', async (name, options) => {
    await expect(serve(new FakeMain(), options)).rejects.toMatchObject({
      code: 'ERR_CULVERT_INVALID_ARGUMENT',
      message: expect.stringContaining(name),
    });
  });

  it('a renderer that never sends hello is ended, one that does stays, and main is unaffected', async () => {
    const real = createMain({ helloTimeoutMs });
    culvert = await serve(real, { log: false, helloTimeoutMs });
    cleanups.push(culvert.close, () => real.close());
    const renderer = createRenderer(webSocketTransport(culvert.url, { token: culvert.token }));
    await renderer.ready;
    const socket = await openSocket(client());
    await once(socket, 'close');
    real.ipcMain.handle('ping', () => 'pong');
    expect(await renderer.ipcRenderer.invoke('ping')).toBe('pong');
    renderer.close();
  });
});
