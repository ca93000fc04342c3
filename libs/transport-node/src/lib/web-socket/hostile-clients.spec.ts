import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { FakeMain } from '../../../testing/web-socket/fake-main.js';
import { openPost, pathWith, rawPost } from '../../../testing/web-socket/raw-client.js';
import { serve, type CulvertServer } from './serve.js';

jest.setTimeout(60_000);

describe('a client that speaks no HTTP, or no WebSocket', () => {
  let main: FakeMain;
  let culvert: CulvertServer;
  let session = 0;
  beforeEach(async () => {
    main = new FakeMain();
    culvert = await serve(main, { log: false, helloTimeoutMs: 500 });
  });
  afterEach(() => culvert.close());

  /** A new client each time, with the token. */
  function options() {
    const { port, token } = culvert;
    return { port, token, session: `0123456789abcdef0123456789abcdef-${++session}` };
  }

  /** Sends everything. Resets the connection when the server has answered, or at once. */
  async function send(text: string | Buffer, how: 'waits' | 'resets'): Promise<void> {
    const socket = connect(culvert.port, '127.0.0.1');
    socket.on('error', () => {});
    await once(socket, 'connect');
    socket.write(text);
    if (how === 'resets') socket.resetAndDestroy();
    else socket.resume();
    if (!socket.closed) await once(socket, 'close');
  }

  async function expectSound(): Promise<void> {
    expect(await rawPost({ from: 1, request: 'sync 1' }, options())).toMatchObject({ text: 'reply 1' });
  }

  const upgrade = (path: string, change: Record<string, string | undefined> = {}, method = 'GET') => {
    const headers = {
      Host: 'localhost',
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      ...change,
    };
    const lines = Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}: ${value}`],
    );
    return `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
  };
  const post = (path: string, rest: string) => `POST ${path} HTTP/1.1\r\nHost: localhost\r\n${rest}`;

  const requests: readonly (readonly [string, (path: (lane: string) => string) => string])[] = [
    ['an invalid key', (path) => upgrade(path('/culvert'), { 'Sec-WebSocket-Key': 'x' })],
    ['no key', (path) => upgrade(path('/culvert'), { 'Sec-WebSocket-Key': undefined })],
    ['another version', (path) => upgrade(path('/culvert'), { 'Sec-WebSocket-Version': '99' })],
    ['another protocol', (path) => upgrade(path('/culvert'), { Upgrade: 'h2c' })],
    ['extensions that are none', (path) => upgrade(path('/culvert'), { 'Sec-WebSocket-Extensions': ';;,=' })],
    ['protocols that are none', (path) => upgrade(path('/culvert'), { 'Sec-WebSocket-Protocol': ',,' })],
    ['a POST that is an upgrade', (path) => upgrade(path('/culvert'), {}, 'POST')],
    ['an upgrade on the sync lane', (path) => upgrade(path('/culvert/sync'))],
    ['CONNECT', () => 'CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['a whole url in place of a path', (path) => upgrade(`http://localhost${path('/culvert')}`)],
    ['an invalid path', () => upgrade('%%%?%%%&token=%&session=%ff')],
    ['a head without end', (path) => upgrade(path('/culvert'), { X: 'x'.repeat(100_000) })],
    [
      'an expectation',
      (path) => post(path('/culvert/sync'), 'Expect: a miracle\r\nContent-Length: 1\r\n\r\nx'),
    ],
    ['malformed chunks', (path) => post(path('/culvert/sync'), 'Transfer-Encoding: chunked\r\n\r\nzz\r\n')],
    ['two lengths', (path) => post(path('/culvert/sync'), 'Content-Length: 1\r\nContent-Length: 2\r\n\r\nx')],
    [
      'a length and chunks',
      (path) => post(path('/culvert/sync'), 'Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n'),
    ],
    ['a negative length', (path) => post(path('/culvert/sync'), 'Content-Length: -1\r\n\r\nx')],
    ['no HTTP at all', () => '\x16\x03\x01\x02\x00\x01\x00'],
    [
      'a body of another length',
      (path) => post(path('/culvert/sync'), 'Content-Length: 3\r\n\r\n[1,[]]\nsync'),
    ],
    [
      'a preflight of anything',
      (path) => `OPTIONS ${path('/culvert/sync')} HTTP/1.1\r\nHost: localhost\r\nOrigin: \xff\r\n\r\n`,
    ],
    [
      'many methods in one go',
      (path) =>
        ['GET', 'PUT', 'DELETE', 'PATCH']
          .map((method) => `${method} ${path('/culvert/sync')} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
          .join(''),
    ],
  ];

  it.each(requests)('%s: the server goes on', async (_, request) => {
    for (const how of ['waits', 'resets'] as const) {
      const each = options();
      await send(
        request((lane) => pathWith(lane, each)),
        how,
      );
    }
    await expectSound();
  });

  it('any bytes after the handshake end one session, and no other', async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      // Nearly WebSocket frames: any first byte, any length.
      fc
        .tuple(
          fc.integer({ min: 0, max: 255 }),
          fc.integer({ min: 0, max: 255 }),
          fc.uint8Array({ maxLength: 200 }),
        )
        .map(([first, second, rest]) => Uint8Array.from([first, second, ...rest])),
    );
    await fc.assert(
      fc.asyncProperty(bytes, fc.constantFrom('waits' as const, 'resets' as const), async (each, how) => {
        const head = Buffer.from(upgrade(pathWith('/culvert', options())));
        // The spec closes a connection that stays: a close frame without a body, masked.
        await send(Buffer.concat([head, each, Buffer.from([0x88, 0x80, 0, 0, 0, 0])]), how);
      }),
      { numRuns: 60 },
    );
    await expectSound();
  });

  it('main holds at most one unread answer a session', async () => {
    const each = options();
    const deaf = openPost({ from: 1, request: 'later' }, each);
    deaf.on('error', () => {});
    deaf.on('response', (response) => response.pause());
    const connection = await main.connection();
    await connection.hasFrames(1);
    connection.transport.replySync!('x'.repeat(20_000_000));
    expect(await rawPost({ from: 1, request: 'sync 1' }, each)).toMatchObject({ status: 409 });
    deaf.destroy();
    await expectSound();
  });
});
