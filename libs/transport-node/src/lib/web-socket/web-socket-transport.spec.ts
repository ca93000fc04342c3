import { lastValueFrom } from 'rxjs';
import { FakeMain } from '../../../testing/web-socket/fake-main.js';
import { startClient, type Client } from '../../../testing/web-socket/start-client.js';
import type { Step } from '../../../testing/web-socket/steps.js';
import { serve, type CulvertServer } from './serve.js';
import { webSocketTransport } from './web-socket-transport.js';

const LARGE = 20 * 1024 * 1024;

// Threads start slowly on a busy machine.
jest.setTimeout(30_000);

describe('webSocketTransport', () => {
  let main: FakeMain;
  let culvert: CulvertServer;
  let client: Client;
  let connect: Step;
  beforeEach(async () => {
    main = new FakeMain();
    culvert = await serve(main, { log: false });
    client = await startClient();
    connect = { do: 'connect', url: culvert.url, token: culvert.token };
  });
  afterEach(async () => {
    await client.kill();
    await culvert.close();
  });

  /** The calls of a user, with numbers as arguments. */
  function mixedSteps(count: number, from: number): Step[] {
    return Array.from({ length: count }, (_, i) =>
      // Pairs, runs and alternations of both kinds, the same in each run of the test.
      (i * 7919) % 13 < 4
        ? { do: 'send-sync', frame: `sync ${from + i}` }
        : { do: 'send', frame: `async ${from + i}` },
    );
  }

  it('keeps the order of 1,000 mixed calls, before and after the socket opens, in one connection', async () => {
    const before = mixedSteps(500, 0);
    const after = mixedSteps(500, 500);
    await client.run(
      connect,
      ...before,
      { do: 'send', frame: 'echo' },
      { do: 'send-sync', frame: 'sync open' },
    );
    const results = await client.run(...after);
    const calls = [...before, { frame: 'echo' }, { frame: 'sync open' }, ...after] as {
      readonly frame: string;
    }[];
    const connection = await main.connection();
    expect(await connection.hasFrames(calls.length)).toEqual(calls.map(({ frame }) => frame));
    expect(results.filter(({ text }) => text !== undefined)).toEqual(
      calls
        .slice(502)
        .flatMap(({ frame }) => (frame.startsWith('sync') ? [{ text: `reply ${frame.slice(5)}` }] : [])),
    );
    expect(main.connections).toHaveLength(1);
  });

  it('blocks and gets its answer before the socket has opened', async () => {
    const [, , , reply, echo] = await client.run(
      connect,
      { do: 'send', frame: 'hello' },
      { do: 'send', frame: 'echo later' },
      { do: 'send-sync', frame: 'sync now' },
      { do: 'await-frame', frame: 'echo later' },
    );
    expect(reply).toEqual({ text: 'reply now' });
    expect(echo).toEqual({ text: 'echo later' });
    expect(main.connections[0]!.frames).toEqual(['hello', 'echo later', 'sync now']);
    expect(main.connections).toHaveLength(1);
  });

  it('needs no token option when the url has it, in its http form as well', async () => {
    const { port, token } = culvert;
    for (const url of [
      `ws://127.0.0.1:${port}/culvert?token=${token}`,
      `http://localhost:${port}/?token=${token}`,
    ]) {
      const [, reply] = await client.run({ do: 'connect', url }, { do: 'send-sync', frame: 'sync 1' });
      expect(reply).toEqual({ text: 'reply 1' });
    }
  });

  it('answers a sync request behind 20 MB that are still in the socket', async () => {
    await client.run(connect, { do: 'send', frame: 'echo open' }, { do: 'await-frame', frame: 'echo open' });
    const [, reply] = await client.run(
      { do: 'send-large', size: LARGE },
      { do: 'send-sync', frame: 'sync behind' },
    );
    expect(reply).toEqual({ text: 'reply behind' });
    expect(main.connections[0]!.frames.map((frame) => frame.length)).toEqual([9, LARGE, 11]);
  });

  it('carries any text both ways', async () => {
    const frame = 'sync ping-æøåü 🦑 \0\u2028"\\';
    const [, , reply] = await client.run(
      connect,
      { do: 'send', frame: `echo ${frame}` },
      { do: 'send-sync', frame },
    );
    expect(reply).toEqual({ text: `reply ${frame.slice(5)}` });
    const [echo] = await client.run({ do: 'await-frame', frame: `echo ${frame}` });
    expect(echo).toEqual({ text: `echo ${frame}` });
    expect(main.connections[0]!.frames).toEqual([`echo ${frame}`, frame]);
  });

  it('gives up after the timeout, and is ready for the next request', async () => {
    const results = await client.run(
      connect,
      { do: 'send-sync', frame: 'sync first' },
      { do: 'send-sync', frame: 'silence', timeoutMs: 50 },
      { do: 'send', frame: 'between' },
      { do: 'send-sync', frame: 'sync next' },
    );
    expect(results[2]).toMatchObject({
      code: 'ERR_CULVERT_SYNC_TIMEOUT',
      message: expect.stringContaining('50 ms'),
    });
    expect(results[4]).toEqual({ text: 'reply next' });
    expect(main.connections[0]!.frames).toEqual(['sync first', 'silence', 'between', 'sync next']);
  });

  it('throws a typed error when the server closes while it waits', async () => {
    const waiting = client.run(connect, { do: 'send-sync', frame: 'silence' }, { do: 'await-end' });
    await (await main.connection()).hasFrames(1);
    await culvert.close();
    const [, reply, end] = await waiting;
    expect(reply).toMatchObject({ code: 'ERR_CULVERT_DISCONNECTED' });
    expect(end!.text).toBe('ERR_CULVERT_TRANSPORT');
  });

  it('completes when main ends the connection, and then refuses to block', async () => {
    await client.run(connect, { do: 'send', frame: 'echo open' }, { do: 'await-frame', frame: 'echo open' });
    main.connections[0]!.transport.close();
    const [end, late, reply] = await client.run(
      { do: 'await-end' },
      { do: 'send', frame: 'late' },
      { do: 'send-sync', frame: 'sync late' },
    );
    expect(end).toEqual({ text: 'complete' });
    expect(late).toEqual({});
    expect(reply).toMatchObject({ code: 'ERR_CULVERT_DISCONNECTED' });
  });

  it('ends its session when it closes, after its last frame', async () => {
    await client.run(connect, { do: 'send', frame: 'last words' }, { do: 'close' }, { do: 'close' });
    const connection = await main.connection();
    await connection.ended;
    expect(connection.frames).toEqual(['last words']);
  });

  it('ends its session when its thread is killed', async () => {
    await client.run(connect, { do: 'send', frame: 'echo open' }, { do: 'await-frame', frame: 'echo open' });
    await client.kill();
    await main.connections[0]!.ended;
  });

  it('ends its session when its thread is killed while it is blocked', async () => {
    await client.run(connect, { do: 'send', frame: 'echo open' }, { do: 'await-frame', frame: 'echo open' });
    client.start({ do: 'send-sync', frame: 'silence' });
    const connection = main.connections[0]!;
    await connection.hasFrames(2);
    await client.kill();
    await connection.ended;
  });

  it('says what to do when main does not know the token', async () => {
    const transport = webSocketTransport(culvert.url, { token: 'wrong' });
    await expect(lastValueFrom(transport.frames$)).rejects.toMatchObject({
      code: 'ERR_CULVERT_TRANSPORT',
      message: expect.stringMatching(/\(401\): it does not know the token\. .*\{ token \}/),
    });
    const [, reply] = await client.run({ ...connect, token: 'wrong' } as Step, {
      do: 'send-sync',
      frame: 'sync',
    });
    expect(reply).toMatchObject({
      code: 'ERR_CULVERT_TRANSPORT',
      message: expect.stringContaining('{ token }'),
    });
    expect(main.connections).toEqual([]);
  });

  it('reports that no server listens', async () => {
    await culvert.close();
    const [, reply, end] = await client.run(connect, { do: 'send-sync', frame: 'sync' }, { do: 'await-end' });
    expect(reply).toMatchObject({
      code: 'ERR_CULVERT_DISCONNECTED',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    expect(end).toEqual({ text: 'ERR_CULVERT_TRANSPORT' });
  });

  it('refuses an invalid url', () => {
    expect(() => webSocketTransport('localhost:3000')).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_INVALID_ARGUMENT' }),
    );
  });
});
