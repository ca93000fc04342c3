import { StallingProxy, launchChromium } from '@culvert/harness';
import { maxFrameBytes } from '@culvert/protocol';
import { serve, type CulvertServer } from '@culvert/transport-node';
import { FakeMain } from '../../../testing/fake-main.js';
import { startPageHost, type PageHost } from '../../../testing/page-host.js';
import type { PagePeer, Step, StepResult } from '../../../testing/steps.js';

type Browser = Awaited<ReturnType<typeof launchChromium>>;
type Page = Awaited<ReturnType<Browser['newPage']>>;

const LARGE = 20 * 1024 * 1024;

// A synchronous request takes a browser some milliseconds. Many of them are slow on a busy machine.
jest.setTimeout(60_000);

describe('webSocketTransport in a page', () => {
  let browser: Browser;
  let host: PageHost;
  let otherHost: PageHost;
  let page: Page;
  let main: FakeMain;
  let culvert: CulvertServer;
  let connect: Step;
  beforeAll(async () => {
    [browser, host, otherHost] = await Promise.all([launchChromium(), startPageHost(), startPageHost()]);
  });
  afterAll(async () => {
    await browser.close();
    await Promise.all([host.close(), otherHost.close()]);
  });
  beforeEach(async () => {
    main = new FakeMain();
    culvert = await serve(main, { log: false, server: host.server });
    connect = { do: 'connect', url: culvert.url, token: culvert.token };
    page = await browser.newPage();
    await page.goto(host.origin);
  });
  afterEach(async () => {
    await page.close();
    await culvert.close();
  });

  async function run(...steps: readonly Step[]): Promise<StepResult[]> {
    return page.evaluate((all) => (globalThis as unknown as PagePeer).runSteps(all), steps);
  }

  async function runInWorker(...steps: readonly Step[]): Promise<StepResult[]> {
    return page.evaluate((all) => (globalThis as unknown as PagePeer).runStepsInWorker(all), steps);
  }

  const opened: readonly Step[] = [
    { do: 'send', frame: 'echo open' },
    { do: 'await-frame', frame: 'echo open' },
  ];

  function mixedSteps(count: number, from: number): (Step & { readonly frame: string })[] {
    return Array.from({ length: count }, (_, i) =>
      (i * 7919) % 13 < 4
        ? { do: 'send-sync', frame: `sync ${from + i}` }
        : { do: 'send', frame: `async ${from + i}` },
    );
  }

  it('keeps the order of 1,000 mixed calls, before and after the socket opens, in one connection', async () => {
    const calls = [
      ...mixedSteps(500, 0),
      { do: 'send', frame: 'echo open' } as const,
      ...mixedSteps(500, 500),
    ];
    await run(connect, ...calls.slice(0, 501), ...opened.slice(1));
    const results = await run(...calls.slice(501));
    const connection = await main.connection();
    expect(await connection.hasFrames(calls.length)).toEqual(calls.map(({ frame }) => frame));
    expect(results.filter(({ text }) => text !== undefined)).toEqual(
      calls
        .slice(501)
        .flatMap((step) => (step.do === 'send-sync' ? [{ text: `reply ${step.frame.slice(5)}` }] : [])),
    );
    expect(main.connections.map(({ info }) => info)).toEqual([
      { kind: 'window', origin: host.origin, remote: true },
    ]);
  });

  it('blocks and gets its answer before the socket has opened', async () => {
    const [, , , reply, , frames] = await run(
      connect,
      { do: 'send', frame: 'hello' },
      { do: 'send', frame: 'echo later' },
      { do: 'send-sync', frame: 'sync now' },
      { do: 'await-frame', frame: 'echo later' },
      { do: 'list-frames' },
    );
    expect(reply).toEqual({ text: 'reply now' });
    expect(frames).toEqual({ text: '["echo later"]' });
    expect(main.connections.map(({ frames }) => frames)).toEqual([['hello', 'echo later', 'sync now']]);
  });

  it('delivers nothing inside sendSync', async () => {
    await run(connect, ...opened);
    const [, , inside, , after] = await run(
      { do: 'send', frame: 'echo while blocked' },
      { do: 'send-sync', frame: 'sync now' },
      { do: 'list-frames' },
      { do: 'await-frame', frame: 'echo while blocked' },
      { do: 'list-frames' },
    );
    expect(inside).toEqual({ text: '["echo open"]' });
    expect(after).toEqual({ text: '["echo open","echo while blocked"]' });
  });

  it('answers a sync request behind 20 MB that are still in the socket', async () => {
    await run(connect, ...opened);
    const [, reply] = await run({ do: 'send-large', size: LARGE }, { do: 'send-sync', frame: 'sync behind' });
    expect(reply).toEqual({ text: 'reply behind' });
    await run({ do: 'send', frame: 'echo end' }, { do: 'await-frame', frame: 'echo end' });
    expect(main.connections[0]!.frames.map((frame) => frame.length)).toEqual([9, LARGE, 11, 8]);
  });

  it('carries any text both ways', async () => {
    const frame = 'sync ping-æøåü 🦑 \0\u2028"\\';
    const [, , reply, echo] = await run(
      connect,
      { do: 'send', frame: `echo ${frame}` },
      { do: 'send-sync', frame },
      { do: 'await-frame', frame: `echo ${frame}` },
    );
    expect(reply).toEqual({ text: `reply ${frame.slice(5)}` });
    expect(echo).toEqual({ text: `echo ${frame}` });
    expect(main.connections[0]!.frames).toEqual([`echo ${frame}`, frame]);
  });

  it('works in a worker of the page, which can time out by itself', async () => {
    const [, , reply, silence, , next] = await runInWorker(
      connect,
      { do: 'send', frame: 'hello' },
      { do: 'send-sync', frame: 'sync 1' },
      { do: 'send-sync', frame: 'silence', timeoutMs: 50 },
      { do: 'send', frame: 'between' },
      { do: 'send-sync', frame: 'sync 2' },
    );
    expect(reply).toEqual({ text: 'reply 1' });
    expect(silence).toMatchObject({ code: 'ERR_CULVERT_SYNC_TIMEOUT' });
    expect(next).toEqual({ text: 'reply 2' });
    expect(main.connections[0]!.frames).toEqual(['hello', 'sync 1', 'silence', 'between', 'sync 2']);
  });

  it('connects from another origin that main allows', async () => {
    await culvert.close();
    culvert = await serve(main, { log: false, allowedOrigins: [otherHost.origin] });
    await page.goto(otherHost.origin);
    const [, , reply, echo] = await run(
      { do: 'connect', url: `${culvert.url}?token=${culvert.token}` },
      { do: 'send', frame: 'echo hello' },
      { do: 'send-sync', frame: 'sync 1' },
      { do: 'await-frame', frame: 'echo hello' },
    );
    expect(reply).toEqual({ text: 'reply 1' });
    expect(echo).toEqual({ text: 'echo hello' });
    expect(main.connections.map(({ info }) => info)).toEqual([
      { kind: 'window', origin: otherHost.origin, remote: true },
    ]);
  });

  it('is refused from another origin that main does not allow', async () => {
    await page.goto(otherHost.origin);
    const [, reply, end] = await run(connect, { do: 'send-sync', frame: 'sync 1' }, { do: 'await-end' });
    expect(reply).toMatchObject({
      code: 'ERR_CULVERT_DISCONNECTED',
      message: expect.stringContaining('allowedOrigins'),
    });
    expect(end).toEqual({ text: 'ERR_CULVERT_TRANSPORT' });
    expect(main.connections).toEqual([]);
  });

  it('names the remedy when main does not know the token', async () => {
    const [, reply, end] = await run(
      { do: 'connect', url: culvert.url, token: 'wrong' },
      { do: 'send-sync', frame: 'sync 1' },
      { do: 'await-end' },
    );
    expect(reply).toMatchObject({
      code: 'ERR_CULVERT_TRANSPORT',
      message: expect.stringContaining('{ token }'),
    });
    expect(end).toEqual({ text: 'ERR_CULVERT_TRANSPORT' });
    expect(main.connections).toEqual([]);
  });

  it('throws a typed error when the server closes while it waits', async () => {
    await run(connect, ...opened);
    const waiting = run({ do: 'send-sync', frame: 'silence' }, { do: 'await-end' });
    await main.connections[0]!.hasFrames(2);
    await culvert.close();
    const [reply, end] = await waiting;
    expect(reply).toMatchObject({ code: 'ERR_CULVERT_DISCONNECTED' });
    expect(end).toEqual({ text: 'complete' });
  });

  it('ends its session when the page reloads, and begins another one', async () => {
    await run(connect, ...opened);
    await page.reload();
    await main.connections[0]!.ended;
    await run(connect, ...opened);
    expect(main.connections).toHaveLength(2);
  });

  it('ends its session when the page closes', async () => {
    await run(connect, ...opened);
    await page.close();
    await main.connections[0]!.ended;
  });

  it('notices a dead connection, as main does', async () => {
    await culvert.close();
    culvert = await serve(main, { log: false, server: host.server, keepAliveMs: 300 });
    const proxy = await StallingProxy.start(host.port);
    await run(
      { do: 'connect', url: `ws://127.0.0.1:${proxy.port}/culvert`, token: culvert.token },
      ...opened,
    );
    const ending = run({ do: 'await-end' });
    proxy.stall({ swallows: true });
    expect(await ending).toEqual([{ text: 'ERR_CULVERT_DISCONNECTED' }]);
    await main.connections[0]!.ended;
    proxy.close();
  });

  it('carries a frame of as many bytes as main accepts on both lanes, for characters of any length', async () => {
    const bytes = maxFrameBytes({ messageBytes: 0 });
    await culvert.close();
    culvert = await serve(main, { log: false, server: host.server, maxPayloadBytes: bytes });
    const frames = ['漢'.repeat(bytes / 3), 'é'.repeat(bytes / 2)];
    await run({ ...connect, token: culvert.token } as Step, ...opened);
    for (const frame of frames) {
      const [, reply] = await run(
        { do: 'send', frame },
        { do: 'send-sync', frame: `sync ${frame.slice(5)}` },
      );
      expect(reply!.text!.slice(6)).toBe(frame.slice(5));
    }
    expect(main.connections[0]!.frames.filter((frame) => frames.includes(frame))).toHaveLength(2);
    const [, end] = await run({ do: 'send', frame: `${frames[0]}!` }, { do: 'await-end' });
    expect(end).toEqual({ text: 'ERR_CULVERT_TRANSPORT' });
  });
});
