import { once } from 'node:events';
import { connect } from 'node:net';
import { DEFAULT_LIMITS, maxFrameBytes } from '@culvert/protocol';
import { firstValueFrom, toArray } from 'rxjs';
import { FakeMain } from '../../../testing/web-socket/fake-main.js';
import {
  answerOf,
  openPost,
  openSocket,
  pathWith,
  rawPost,
  rawSocket,
  refusedWith,
  SESSION,
} from '../../../testing/web-socket/raw-client.js';
import { serve, type CulvertServer, type RefusedRequest } from './serve.js';

const SYNC = { from: 1, frames: [], request: 'sync 1' };
const LATER = { ...SYNC, request: 'later' };

describe('a client that does not behave', () => {
  let main: FakeMain;
  let culvert: CulvertServer;
  let options: { port: number; token: string };
  beforeEach(async () => {
    main = new FakeMain();
    culvert = await serve(main, { log: false });
    options = { port: culvert.port, token: culvert.token };
  });
  afterEach(() => culvert.close());

  /** The server still serves. */
  async function expectSound(): Promise<void> {
    const session = `${SESSION}-sound`;
    expect(await rawPost(SYNC, { ...options, session })).toMatchObject({ status: 200, text: 'reply 1' });
  }

  it.each([
    ['nothing', ''],
    ['no line', '[1,[]]'],
    ['garbage', '\0\xff{\n'],
    ['a line that is not a list', '{"from":1,"frames":[]}\nsync 1'],
    ['a line that is null', 'null\nsync 1'],
    ['a line too deep to read', `${'['.repeat(60_000)}\nsync 1`],
    ['a line longer than any client writes', `[1,[]${' '.repeat(100_000)}]\nsync 1`],
    ['a line with more in it', '[1,[],1]\nsync 1'],
    ['no lengths', '[1]\nsync 1'],
    ['lengths that are text', '[1,"12"]\nsync 1'],
    ['lengths like an array', '[1,{"length":1,"0":1}]\nsync 1'],
    ['a length that is text', '[1,["1"]]\nsync 1'],
    ['a negative length', '[1,[-1]]\nsync 1'],
    ['a fractional length', '[1,[0.5]]\nsync 1'],
    ['a length beyond the text', '[1,[7]]\nsync 1'],
    ['lengths that end beyond it', '[1,[3,4]]\nsync 1'],
    ['more frames than a body carries', `[1,[${'0,'.repeat(4096)}0]]\nsync 1`],
    ['no from', '[null,[]]\nsync 1'],
    ['a from that is text', '["1",[]]\nsync 1'],
    ['a negative from', { ...SYNC, from: -1 }],
    ['a fractional from', { ...SYNC, from: 1.5 }],
    ['a huge from', { ...SYNC, from: 1e15 }],
    ['a from beyond numbers', '[1e999,[]]\nsync 1'],
  ])('posts %s: 400', async (_, body) => {
    expect(await rawPost(body, options)).toMatchObject({ status: 400 });
    expect(main.connections.flatMap(({ frames }) => frames)).toEqual([]);
    await expectSound();
  });

  it('goes on with a session after a malformed request', async () => {
    await rawPost({ ...SYNC, from: -1 }, options);
    expect(await rawPost({ ...SYNC, frames: ['a'] }, options)).toMatchObject({ status: 200 });
    expect(main.connections.map(({ frames }) => frames)).toEqual([['a', 'sync 1']]);
  });

  it('announces a body over the limit: 413, unread', async () => {
    const headers = { 'content-length': maxFrameBytes(DEFAULT_LIMITS) + 1024 * 1024 };
    const post = openPost('', { ...options, headers });
    post.on('error', () => {});
    expect(await answerOf(post)).toMatchObject({ status: 413 });
    await expectSound();
  });

  it('posts a second sync request while one is open: 409, and the first is still answered', async () => {
    const first = answerOf(openPost(LATER, options));
    const connection = await main.connection();
    await connection.hasFrames(1);
    expect(await rawPost(SYNC, options)).toMatchObject({ status: 409 });
    connection.transport.replySync!('in the end');
    expect(await first).toMatchObject({ status: 200, text: 'in the end' });
    expect(connection.frames).toEqual(['later']);
  });

  it('leaves before the answer: the answer is dropped, and the next request gets its own', async () => {
    const first = openPost(LATER, options);
    first.on('error', () => {});
    const connection = await main.connection();
    await connection.hasFrames(1);
    first.destroy();
    let second = await rawPost({ ...SYNC, request: 'sync 2' }, options);
    // Until the server has seen that the first client left.
    while (second.status === 409) second = await rawPost({ ...SYNC, request: 'sync 2' }, options);
    connection.transport.replySync!('too late');
    expect(second).toMatchObject({ status: 200, text: 'reply 2' });
  });

  it('leaves in the middle of a body', async () => {
    const raw = connect(options.port, '127.0.0.1');
    await once(raw, 'connect');
    raw.write(
      `POST ${pathWith('/culvert/sync', options)} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n{"from`,
    );
    raw.destroy();
    await once(raw, 'close');
    await expectSound();
    expect(main.connections).toHaveLength(1);
  });

  it('waits for frames that never come, until its session ends', async () => {
    const socket = await openSocket(options);
    const waiting = answerOf(openPost({ ...SYNC, from: 5 }, options));
    socket.send('1');
    await (await main.connection()).hasFrames(1);
    socket.terminate();
    expect(await waiting).toMatchObject({ status: 410 });
    expect(main.connections[0]!.frames).toEqual(['1']);
  });

  it('uses the session of another origin: 403 on both lanes', async () => {
    const origin = `http://localhost:${options.port}`;
    const socket = await openSocket({ ...options, headers: { origin } });
    expect(await rawPost(SYNC, options)).toMatchObject({ status: 403 });
    expect(await refusedWith(rawSocket(options))).toBe(403);
    expect(main.connections[0]!.frames).toEqual([]);
    socket.terminate();
  });

  it('opens a second WebSocket for a session: 409', async () => {
    const socket = await openSocket(options);
    expect(await refusedWith(rawSocket(options))).toBe(409);
    expect(main.connections).toHaveLength(1);
    socket.terminate();
  });

  it('uses a session that has ended: 410 on both lanes', async () => {
    const socket = await openSocket(options);
    socket.close();
    await (
      await main.connection()
    ).ended;
    const refused: RefusedRequest[] = [];
    culvert.refused$.subscribe((request) => refused.push(request));
    expect(await rawPost(SYNC, options)).toMatchObject({ status: 410 });
    expect(await refusedWith(rawSocket(options))).toBe(410);
    expect(main.connections).toHaveLength(1);
    const ended = { status: 410, reason: 'this session has ended', origin: undefined };
    expect(refused).toEqual([ended, ended]);
  });

  it('is counted when it has the wrong key or is of the wrong origin, and completes with the server', async () => {
    const refused = firstValueFrom(culvert.refused$.pipe(toArray()));
    const origin = 'http://evil.example';
    await refusedWith(rawSocket({ ...options, token: 'guessed' }));
    await refusedWith(rawSocket({ ...options, headers: { origin } }));
    await rawPost(SYNC, { ...options, headers: { origin } });
    await culvert.close();
    expect((await refused).map(({ status, origin: from }) => [status, from])).toEqual([
      [401, undefined],
      [403, origin],
      [403, origin],
    ]);
    expect(main.connections).toEqual([]);
  });

  it.each([
    ['bytes', (socket: { send(data: Buffer): void }) => socket.send(Buffer.from([1, 2, 3])), 1003],
    [
      'text that is not UTF-8',
      (socket: { _socket: { write(data: Buffer): void } }) => {
        // A masked text frame of one byte, 0xff.
        socket._socket.write(Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0xff]));
      },
      1007,
    ],
    [
      'a frame over the limit',
      (socket: { _socket: { write(data: Buffer): void } }) => {
        socket._socket.write(Buffer.from([0x81, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]));
      },
      1009,
    ],
    [
      'bytes that are not a WebSocket frame',
      (socket: { _socket: { write(data: Buffer): void } }) => {
        socket._socket.write(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
      },
      1002,
    ],
  ])('sends %s: the session ends, the server does not', async (_, send, code) => {
    const socket = await openSocket(options);
    send(socket as never);
    expect((await once(socket, 'close'))[0]).toBe(code);
    await (
      await main.connection()
    ).ended;
    expect(main.connections[0]!.frames).toEqual([]);
    await expectSound();
  });
});
