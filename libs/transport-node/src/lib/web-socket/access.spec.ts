import { request, type IncomingMessage } from 'node:http';
import {
  answerOf,
  openSocket,
  rawPost,
  rawSocket,
  refusedWith,
  SESSION,
} from '../../../testing/web-socket/raw-client.js';
import { FakeMain } from '../../../testing/web-socket/fake-main.js';
import { createAccess } from './access.js';
import { serve, type CulvertServer } from './serve.js';

const BODY = { from: 1, frames: ['a frame'], request: 'sync 1' };

/** The status with which a server on this address refuses a request, if it does. */
function statusAt(address: string, origin: string | undefined, host = 'localhost:4000'): number | undefined {
  const access = createAccess({
    token: 'secret',
    hide: (text) => text,
    allowedOrigins: [],
    scheme: 'http',
    port: 4000,
    address,
  });
  return access.checkOrigin({ headers: { origin, host } } as IncomingMessage)?.status;
}

describe('createAccess', () => {
  it('knows the origin of a link-local address, which a url writes without its zone', () => {
    expect(statusAt('fe80::1%eth0', 'http://[fe80::1]:4000')).toBeUndefined();
  });

  const loopback = ['http://localhost:4000', 'http://127.0.0.1:4000', 'http://[::1]:4000'];
  it.each([
    ['127.0.0.1', loopback, []],
    ['::1', loopback, []],
    ['127.0.0.2', [...loopback, 'http://127.0.0.2:4000'], ['http://127.0.0.1:4001']],
    ['0.0.0.0', loopback, ['http://localhost:4001', 'https://localhost:4000', 'http://localhost']],
    ['::', loopback, ['http://evil.example:4000', 'http://192.168.0.5:4000']],
    ['192.168.0.5', ['http://192.168.0.5:4000'], loopback],
  ])('allows the own origins of a server on %s, and no others', (address, own, others) => {
    expect(own.map((origin) => statusAt(address, origin))).toEqual(own.map(() => undefined));
    expect(others.map((origin) => statusAt(address, origin))).toEqual(others.map(() => 403));
  });

  it('refuses a page of a rebound name, although its Host and its Origin agree', () => {
    for (const address of ['127.0.0.1', '0.0.0.0', '::', '192.168.0.5'])
      expect(statusAt(address, 'http://evil.example:4000', 'evil.example:4000')).toBe(403);
  });

  it('knows the loopback address that it listens on as a Host', () => {
    expect(statusAt('127.0.0.2', undefined, '127.0.0.2:4000')).toBeUndefined();
    expect(statusAt('::ffff:127.0.0.1', undefined, '[::ffff:7f00:1]:4000')).toBeUndefined();
    expect(statusAt('127.0.0.1', undefined, '127.0.0.2:4000')).toBe(403);
  });
});

describe('access to a server', () => {
  let main: FakeMain;
  let culvert: CulvertServer;
  beforeEach(async () => {
    main = new FakeMain();
    culvert = await serve(main, { log: false, allowedOrigins: ['https://app.example', 'app://bundle'] });
  });
  afterEach(() => culvert.close());

  /** The right token, the own host and origin, unless the case says otherwise. */
  function options(headers: Record<string, string> = {}) {
    const { port, token } = culvert;
    return { port, token, headers };
  }

  const refusals: readonly (readonly [string, number, () => { token?: string; headers?: object }])[] = [
    ['no token', 401, () => ({ token: undefined })],
    ['an empty token', 401, () => ({ token: '' })],
    ['a wrong token', 401, () => ({ token: 'x'.repeat(32) })],
    ['the token cut short', 401, () => ({ token: culvert.token.slice(1) })],
    ['a foreign origin', 403, () => ({ headers: { origin: 'https://evil.example' } })],
    [
      'an origin that only looks like ours',
      403,
      () => ({ headers: { origin: `http://127.0.0.1:${culvert.port}.evil.example` } }),
    ],
    ['an opaque origin', 403, () => ({ headers: { origin: 'null' } })],
    ['another port of this machine', 403, () => ({ headers: { origin: 'http://localhost:1' } })],
    ['a rebound name', 403, () => ({ headers: { host: `evil.example:${culvert.port}` } })],
    ['a session key that could be guessed', 400, () => ({ session: 'short' })],
  ] as never;

  it.each(refusals)('refuses a WebSocket with %s: %d', async (_, status, change) => {
    expect(await refusedWith(rawSocket({ ...options(), ...change() } as never))).toBe(status);
    expect(main.connections).toEqual([]);
  });

  it.each(refusals)('refuses a sync request with %s: %d', async (_, status, change) => {
    expect(await rawPost(BODY, { ...options(), ...change() } as never)).toMatchObject({ status });
    expect(main.connections).toEqual([]);
  });

  it('refuses before it reads the body of a sync request', async () => {
    const { port } = culvert;
    const headers = { 'content-length': 1_000_000 };
    const post = request({
      port,
      method: 'POST',
      path: `/culvert/sync?token=no&session=${SESSION}`,
      headers,
    });
    post.flushHeaders();
    expect(await answerOf(post)).toMatchObject({ status: 401 });
    post.destroy();
  });

  it.each([
    ['no origin', undefined],
    ['its own origin', () => `http://127.0.0.1:${culvert.port}`],
    ['its own origin by name', () => `http://localhost:${culvert.port}`],
    ['an allowed origin', () => 'https://app.example'],
    ['an allowed origin of another scheme', () => 'app://bundle'],
  ])('lets in %s, and tells main', async (_, originOf) => {
    const origin = originOf?.();
    const info = {
      ...(origin === undefined ? { kind: 'process' } : { kind: 'window', origin }),
      remote: true,
    };
    const raw = options(origin === undefined ? {} : { origin });
    const socket = await openSocket(raw);
    expect(await rawPost(BODY, { ...raw, session: `${SESSION}2` })).toMatchObject({
      status: 200,
      text: 'reply 1',
    });
    expect(main.connections.map((connection) => connection.info)).toEqual([info, info]);
    socket.terminate();
  });

  it('lets in the names of this machine as Host, with any port, as behind a tunnel', async () => {
    for (const host of ['localhost:9999', '127.0.0.1', '[::1]:1', 'LOCALHOST']) {
      expect(await rawPost(BODY, { ...options({ host }), session: SESSION + host.length })).toMatchObject({
        status: 200,
      });
    }
  });

  it('lets the pages of allowed origins read the answer, and only those', async () => {
    const allowed = await rawPost(BODY, options({ origin: 'https://app.example' }));
    expect(allowed.headers).toMatchObject({
      'access-control-allow-origin': 'https://app.example',
      vary: 'origin',
    });
    const wrongToken = await rawPost(BODY, { ...options({ origin: 'https://app.example' }), token: 'wrong' });
    expect(wrongToken.headers).toHaveProperty('access-control-allow-origin');
    const foreign = await rawPost(BODY, options({ origin: 'https://evil.example' }));
    expect(foreign.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('answers the preflight of allowed origins, and only those', async () => {
    const allowed = await rawPost('', options({ origin: 'https://app.example' }), 'OPTIONS');
    expect(allowed).toMatchObject({ status: 204, headers: { 'access-control-allow-methods': 'POST' } });
    const foreign = await rawPost('', options({ origin: 'https://evil.example' }), 'OPTIONS');
    expect(foreign.status).toBe(403);
    expect(main.connections).toEqual([]);
  });
});
