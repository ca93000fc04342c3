import { once } from 'node:events';
import { createMain, createRenderer, structured } from '@culvert/core';
import { firstValueFrom } from 'rxjs';
import {
  openPost,
  openSocket,
  rawPost,
  rawSocket,
  refusedWith,
} from '../../../testing/web-socket/raw-client.js';
import { RefusalLog } from './refusal-log.js';
import { serve, type ServeOptions } from './serve.js';
import { webSocketTransport } from './web-socket-transport.js';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
  jest.restoreAllMocks();
});

async function serving(options: ServeOptions = {}) {
  const lines: string[] = [];
  const main = createMain();
  const culvert = await serve(main, { log: (line) => lines.push(line), ...options });
  cleanups.push(culvert.close, main.close);
  return { culvert, lines, client: { port: culvert.port, token: culvert.token } };
}

describe('a server that refuses a client', () => {
  it('says which origin it does not allow, and the option that allows it', async () => {
    const { client, lines } = await serving();
    await refusedWith(rawSocket({ ...client, headers: { origin: 'http://localhost:5173' } }));
    expect(lines).toEqual([
      "Culvert: serve refused a client (403): the origin http://localhost:5173 is not allowed. If it is yours, allow it: serve(main, { allowedOrigins: ['http://localhost:5173'] }).",
    ]);
  });

  it.each([
    ['is wrong', 'stranger'],
    ['is missing', undefined],
  ])('says that the token %s, and shows no token', async (what, token) => {
    const { client, lines } = await serving({ token: 'the secret' });
    await refusedWith(rawSocket({ ...client, token }));
    await rawPost({ from: 1, request: 'x' }, { ...client, token });
    const line = `Culvert: serve refused a client (401): the token ${what}. Give the client the token that serve returned: webSocketTransport(url, { token }).`;
    expect(lines).toEqual([line, line]);
  });

  it.each([
    ['a name with a quote', "http://a'+evil()+'"],
    ['code', "http://a'] }); evil(); //"],
    ['a scheme of an app', 'app://bundle'],
  ])('does not write an origin as code that is %s', async (_, origin) => {
    const { client, lines } = await serving();
    await refusedWith(rawSocket({ ...client, headers: { origin } }));
    expect(lines).toEqual([
      `Culvert: serve refused a client (403): the origin ${origin} is not allowed. If it is yours, add it to allowedOrigins of serve.`,
    ]);
  });

  it('hides the token in the text of a client, in the log and in refused$', async () => {
    const { culvert, client, lines } = await serving({ token: 'S3 CRET' });
    const refusals: unknown[] = [];
    culvert.refused$.subscribe((refusal) => refusals.push(refusal));
    for (const token of ['S3 CRET', 'S3%20CRET', 'S3+CRET'])
      await refusedWith(rawSocket({ ...client, headers: { origin: `http://page?token=${token}` } }));
    expect(refusals).toEqual([
      expect.objectContaining({ origin: 'http://page?token=[token]' }),
      expect.objectContaining({ origin: 'http://page?token=[token]' }),
      expect.objectContaining({ reason: 'the origin http://page?token=[token] is not allowed' }),
    ]);
    expect(JSON.stringify([refusals, lines])).not.toContain('CRET');
  });

  it('writes its own words whole, however short the token is', async () => {
    const { client, lines } = await serving({ token: 'e' });
    await refusedWith(rawSocket({ ...client, headers: { origin: 'http://evil.example' } }));
    await refusedWith(rawSocket({ ...client, token: 'wrong' }));
    expect(lines).toEqual([
      'Culvert: serve refused a client (403): the origin http://[token]vil.[token]xampl[token] is not allowed. If it is yours, add it to allowedOrigins of serve.',
      expect.stringMatching(/ refused a client \(401\): the token is wrong\. Give the client the token /),
    ]);
  });

  it('says that main uses another codec', async () => {
    const { culvert, lines } = await serving();
    const transport = webSocketTransport(culvert.url, { token: culvert.token });
    const refused = firstValueFrom(culvert.refused$);
    await expect(createRenderer(transport, { codec: structured }).ready).rejects.toMatchObject({
      code: 'ERR_CULVERT_CODEC_MISMATCH',
    });
    expect((await refused).status).toBe(1000);
    expect(lines).toEqual([
      expect.stringMatching(/ERR_CULVERT_CODEC_MISMATCH: Main uses the codec 'electronJson'/),
    ]);
  });

  it('names the limit of connections', async () => {
    const { client, lines } = await serving({ maxConnections: 1 });
    await openSocket(client);
    await refusedWith(rawSocket({ ...client, session: 'f'.repeat(32) }));
    expect(lines).toEqual([
      expect.stringMatching(/\(503\): this server has its 1 connections \(maxConnections\)/),
    ]);
  });

  it('names the limit of messages, on both lanes', async () => {
    const { client, lines } = await serving({ maxPayloadBytes: 5_505_024 });
    const socket = await openSocket(client);
    socket.send('x'.repeat(5_505_025));
    await once(socket, 'close');
    const post = openPost('', { ...client, session: 'f'.repeat(32), headers: { 'content-length': 1e9 } });
    post.on('error', () => {});
    await once(post, 'response');
    expect(lines).toEqual([
      expect.stringMatching(/\(1009\): .* maxPayloadBytes/),
      expect.stringMatching(/\(413\): .* limits\.messageBytes/),
    ]);
  });

  it('says that main is closed', async () => {
    const main = createMain();
    const lines: string[] = [];
    const culvert = await serve(main, { log: (line) => lines.push(line) });
    cleanups.push(culvert.close);
    await main.close();
    const socket = rawSocket({ port: culvert.port, token: culvert.token });
    expect((await once(socket, 'close'))[0]).toBe(1011);
    expect(lines).toEqual([
      'Culvert: serve refused a client (1011): ERR_CULVERT_DISCONNECTED: This main is closed.',
    ]);
  });

  it.each([
    ['writes to the console by default', undefined, 1],
    ['writes nothing with log: false', false, 0],
  ] as const)('%s', async (_, log, lines) => {
    const warn = jest.spyOn(console, 'warn').mockReturnValue(undefined);
    const { client } = await serving({ log });
    await refusedWith(rawSocket({ ...client, token: 'stranger' }));
    expect(warn).toHaveBeenCalledTimes(lines);
  });
});

/** An error of a careless app. */
function errorThatThrows(): Error {
  return Object.defineProperty(new Error('disk full'), 'stack', {
    get(): string {
      throw new Error('no stack');
    },
  });
}

describe('RefusalLog', () => {
  const refusal = { status: 401, reason: 'the token is wrong', origin: undefined };

  it('writes 10 lines a minute, and says where the others are', () => {
    const lines: string[] = [];
    let now = 1e6;
    const log = new RefusalLog(
      (line) => lines.push(line),
      () => now,
    );
    for (let i = 0; i < 1000; i++) log.add(refusal);
    expect(lines).toHaveLength(10);
    expect(lines.filter((line) => line.endsWith('refused$ has every refusal.'))).toEqual([lines[9]]);
    now += 59_999;
    log.add(refusal);
    expect(lines).toHaveLength(10);
    now += 1;
    for (let i = 0; i < 1000; i++) log.add(refusal);
    expect(lines).toHaveLength(20);
  });

  it.each([
    [
      'throws',
      'disk full',
      () => {
        throw new Error('disk full');
      },
    ],
    ['rejects', 'disk full', (): unknown => Promise.reject(new Error('disk full'))],
    ['throws an error that throws', 'cannot be shown', () => Promise.reject(errorThatThrows())],
  ])('warns once when the log function %s, and goes on', async (_, detail, write) => {
    const warn = jest.spyOn(process, 'emitWarning').mockReturnValue(undefined);
    let calls = 0;
    const log = new RefusalLog(() => {
      calls++;
      return write();
    });
    log.add(refusal);
    log.add(refusal);
    await new Promise(setImmediate);
    expect(calls).toBe(2);
    expect(warn.mock.calls).toEqual([
      [
        expect.stringContaining('The log function of serve failed'),
        { type: 'CulvertWarning', detail: expect.stringContaining(detail) },
      ],
    ]);
  });

  it('writes one line of plain characters, and not more than 500 of a client', () => {
    const lines: string[] = [];
    const reason = `the origin \u001b[2J\r\nfake line ${'x'.repeat(10_000)}`;
    new RefusalLog((line) => lines.push(line)).add({ ...refusal, reason });
    expect(lines).toEqual([expect.stringMatching(/^[\x20-\x7e]{1,503}$/)]);
  });
});
