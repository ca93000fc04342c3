import type { Body } from '@culvert/protocol';
import { config, firstValueFrom } from 'rxjs';
import {
  call,
  createMemoryLink,
  defineContract,
  expose,
  stream,
  sync,
  wrap,
  type Main,
  type MainOptions,
  type RendererOptions,
} from '../../index.js';
import { inProcess, inVirtualTime, dropsOf, untoldLink } from '../../../testing/in-process.js';
import { hello, frameOf } from '../../../testing/by-hand.js';
import { turns } from '../../../testing/turns.js';

const contract = defineContract('app', {
  echo: call<string, string>(),
  rows: stream<string, string>(),
  config: sync<[], string>(),
});

function setUp(options: MainOptions = {}, rendererOptions: RendererOptions = {}) {
  const { main, open, peer } = inProcess(options);
  const drops = dropsOf(main, ({ reason, message }) => `${reason} ${message}`);
  const connect = () => {
    const opened = open({}, rendererOptions, untoldLink());
    const { rendererEnd: end } = opened;
    /** Sends a message that the renderer's own end would not let through. */
    const send = (message: object, body?: Body) => end.send(frameOf(message, body, end.encoding));
    return { ...opened, send };
  };
  expose(main, contract, {
    echo: (text) => text,
    rows: (text) => [text] as never,
    config: () => 'config',
  });
  main.ipcMain.handle('a-long-name', () => 'heard');
  main.ipcMain.on('a-long-name', (event) => (event.returnValue = 'heard'));
  const first = connect();
  const pendingOf = async (id: number) => (await firstValueFrom(main.state$)).endpoints[id]!.pending;
  return { main, drops, connect, peer, pendingOf, ...first };
}

const outcome = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value) => value,
    (error: unknown) => (error as { code: string }).code,
  );
const ended = (rows: { subscribe(observer: object): unknown }) =>
  new Promise((resolve) =>
    rows.subscribe({
      error: (error: { code: string }) => resolve(error.code),
      complete: () => resolve('complete'),
    }),
  );

afterEach(() => {
  config.onUnhandledError = null;
});

describe('a request over a limit that only main has', () => {
  it.each([
    ['channelLength', 8, 'ERR_CULVERT_CHANNEL_TOO_LONG', 'a-long-name', ''],
    ['messageBytes', 1000, 'ERR_CULVERT_MESSAGE_TOO_LARGE', 'x', 'y'.repeat(600)],
  ] as const)('is answered, and is no bad frame: %s', async (limit, value, code, channel, text) => {
    const { renderer, drops, webContents, pendingOf } = setUp({ limits: { [limit]: value, badFrames: 3 } });
    await renderer.ready;
    const { ipcRenderer } = renderer;
    for (let i = 0; i < 6; i++) {
      expect(await outcome(ipcRenderer.invoke(channel, text))).toBe(code);
      expect(() => void ipcRenderer.sendSync(channel, text)).toThrow(expect.objectContaining({ code }));
      expect(await outcome(renderer.openPort(1, channel === 'x' ? 'x' : channel))).not.toBeUndefined();
      const { rows } = wrap(renderer, defineContract(channel, { rows: stream<string, string>() }));
      expect(await ended(rows(text))).toBe(code);
    }
    expect(webContents.isDestroyed()).toBe(false);
    expect(drops).toContain('over-limit call');
    expect(drops).toContain('over-limit sync');
    expect(drops).toContain('over-limit stream');
    expect(await pendingOf(webContents.id)).toEqual([]);
  });

  it('is accepted at the limit, and refused one unit over it', async () => {
    const { renderer } = setUp({ limits: { channelLength: 'a-long-name'.length, messageBytes: 1000 } });
    await renderer.ready;
    const { ipcRenderer } = renderer;
    // `["…"]` has two bytes a unit.
    const most = 'y'.repeat(1000 / 2 - '[""]'.length);
    expect(await outcome(ipcRenderer.invoke('a-long-name', most))).toBe('heard');
    expect(await outcome(ipcRenderer.invoke('a-long-name', `${most}y`))).toBe(
      'ERR_CULVERT_MESSAGE_TOO_LARGE',
    );
    expect(await outcome(ipcRenderer.invoke('a-long-names'))).toBe('ERR_CULVERT_CHANNEL_TOO_LONG');
  });

  it.each(['at the limit', 'one over it'])('is held to headersLength: %s', async (where) => {
    const isOver = where === 'one over it';
    const { renderer, webContents } = setUp({ limits: { headersLength: 100, badFrames: 3 } });
    await renderer.ready;
    const api = wrap(renderer, contract);
    const headers = { a: 'x'.repeat(isOver ? 100 : 99) };
    for (let i = 0; i < 6; i++) {
      expect(await outcome(api.echo('ok', { headers }))).toBe(
        isOver ? 'ERR_CULVERT_MESSAGE_TOO_LARGE' : 'ok',
      );
      if (isOver) expect(await ended(api.rows('ok', { headers }))).toBe('ERR_CULVERT_MESSAGE_TOO_LARGE');
    }
    expect(webContents.isDestroyed()).toBe(false);
  });

  it('is refused at the call for headers that are not strings, or that are too many', async () => {
    const { renderer, drops } = setUp();
    await renderer.ready;
    const api = wrap(renderer, contract);
    const wrong = { attempt: 2 } as never;
    const long = { baggage: 'x'.repeat(9000) };
    expect(await outcome(api.echo('x', { headers: wrong }))).toBe('ERR_CULVERT_INVALID_ARGUMENT');
    expect(await outcome(api.echo('x', { headers: long }))).toBe('ERR_CULVERT_MESSAGE_TOO_LARGE');
    expect(await ended(api.rows('x', { headers: wrong }))).toBe('ERR_CULVERT_INVALID_ARGUMENT');
    expect(await ended(api.rows('x', { headers: long }))).toBe('ERR_CULVERT_MESSAGE_TOO_LARGE');
    expect(drops).toEqual([]);
  });
});

describe('a request that no honest peer sends', () => {
  it.each([
    { kind: 'call', channel: 'app/echo', seq: 900, headers: { attempt: 2 } },
    { kind: 'call', channel: 'app/echo', seq: 900, surplus: 1 },
    { kind: 'sync', channel: 'app/config', seq: 900, timeoutMs: null },
    { kind: 'sync', channel: 'app/config', seq: 900, timeoutMs: 1, to: 2 },
    { kind: 'stream', channel: 'app/rows', seq: 900 },
    { kind: 'port', channel: 'x', seq: 900, to: '1' },
  ])('is counted, and answered nevertheless: %j', async (message) => {
    const { send, packets } = setUp().peer();
    send(hello);
    send(message);
    await turns();
    expect(packets.at(-1)!.message).toMatchObject({ seq: 900, ok: false });
  });
});

describe('a request before the handshake', () => {
  it('is answered when the handshake is done', async () => {
    const { main, peer } = inProcess();
    main.ipcMain.handle('x', () => 'heard');
    const { send, packets } = peer();
    send({ kind: 'call', channel: 'x', seq: 4 });
    expect(packets).toEqual([]);
    send(hello);
    await turns();
    expect(packets.at(-1)!.message).toMatchObject({ seq: 4, ok: false });
  });
});

describe('a part of a stream that main refuses', () => {
  it('errors at its consumer, and ends its producer', async () => {
    const { main, renderer, connect } = setUp({ limits: { messageBytes: 2000 } });
    const { webContents, renderer: producer } = connect();
    await Promise.all([renderer.ready, producer.ready]);
    const torn = jest.fn();
    expose(producer, defineContract('w', { rows: stream<void, string>(), ask: call<void, string>() }), {
      rows: async function* () {
        try {
          yield 'small';
          yield 'x'.repeat(5000);
          for (let n = 0; n < 100_000; n++) yield 'more';
        } finally {
          torn();
        }
      },
      ask: () => 'x'.repeat(5000),
    });
    const remote = defineContract('w', { rows: stream<void, string>(), ask: call<void, string>() });
    for (const api of [wrap(webContents, remote), wrap(renderer, remote, { to: webContents.id })]) {
      expect(await ended(api.rows())).toBe('ERR_CULVERT_MESSAGE_TOO_LARGE');
      expect(await outcome(api.ask())).toBe('ERR_CULVERT_MESSAGE_TOO_LARGE');
    }
    await turns();
    expect(torn).toHaveBeenCalledTimes(2);
    expect(webContents.isDestroyed()).toBe(false);
    const { endpoints } = await firstValueFrom(main.state$);
    for (const { pending, serving } of Object.values(endpoints)) expect([pending, serving]).toEqual([[], []]);
  });
});

describe('a sync request', () => {
  it('fails at once without a listener that can answer: subscribers of values have no event', async () => {
    const { main, renderer } = setUp();
    await renderer.ready;
    main.channel('plain').subscribe();
    main.channel('plain').to(1).subscribe();
    const code = 'ERR_CULVERT_SYNC_NO_LISTENER';
    expect(() => void renderer.ipcRenderer.sendSync('plain')).toThrow(expect.objectContaining({ code }));
    const answering = main.channel('plain').messages$.subscribe(({ event }) => (event.returnValue = 7));
    expect(renderer.ipcRenderer.sendSync('plain')).toBe(7);
    answering.unsubscribe();
    expect(() => void renderer.ipcRenderer.sendSync('plain')).toThrow(expect.objectContaining({ code }));
  });

  it.each(['times out', 'is cancelled', 'loses its renderer'])(
    'aborts its handler when it %s',
    async (how) => {
      const { main, peer, turn } = inVirtualTime();
      const { send, frames$ } = peer();
      let aborted = false;
      expose(main, defineContract('s', { wait: sync<[], number>() }), {
        wait: (_input, { signal }) =>
          new Promise(() => signal.addEventListener('abort', () => (aborted = true))),
      });
      send(hello);
      send({ kind: 'sync', channel: 's/wait', seq: 1, timeoutMs: how === 'times out' ? 5 : 60_000 });
      await turns();
      // A `cancel` of an input carries main's number, so it is not about this request.
      send({ kind: 'cancel', seq: 1, input: true });
      await turns();
      if (how !== 'times out') expect(aborted).toBe(false);
      if (how === 'is cancelled') send({ kind: 'cancel', seq: 1 });
      if (how === 'loses its renderer') frames$.complete();
      if (how === 'times out') turn();
      await turns();
      expect(aborted).toBe(true);
    },
  );
});

describe('a call before the handshake that exceeds the queue', () => {
  it('fails, for main and for another renderer, and leaves nothing behind', async () => {
    const { main, peer, renderer } = setUp({ limits: { queuedBytes: 1000 } });
    await renderer.ready;
    const silent = peer().webContents;
    const text = 'x'.repeat(2000);
    expect(await outcome(wrap(silent, contract).echo(text))).toBe('ERR_CULVERT_OVERFLOW');
    expect(await outcome(wrap(renderer, contract, { to: silent.id }).echo(text))).toBe(
      'ERR_CULVERT_OVERFLOW',
    );
    const { endpoints } = await firstValueFrom(main.state$);
    expect(endpoints[silent.id]!.serving).toEqual([]);
  });
});

describe('a message that waits for a renderer that never says hello', () => {
  it.each<[string, (parts: { main: Main; id: number; leave: () => void }) => void]>([
    ['the renderer leaves', ({ leave }) => leave()],
    ['main closes', ({ main }) => void main.close()],
    ['the window reconnects', ({ main, id }) => void main.connect(createMemoryLink()[0], { id })],
  ])('is dropped when %s', async (_how, end) => {
    const { main, peer } = inProcess();
    const lost = dropsOf(main, ({ reason, message, channel, to }) => [reason, message, channel, to]);
    const { webContents: silent, frames$ } = peer();
    const { id } = silent;
    silent.send('told', 1);
    main.channel('all').next(2);
    const asked = outcome(wrap(silent, contract).echo('x'));
    await turns();
    expect(lost).toEqual([]);
    end({ main, id, leave: () => frames$.complete() });
    expect(await asked).toBe('ERR_CULVERT_DISCONNECTED');
    expect(lost).toEqual([
      ['disconnected', 'send', 'told', id],
      ['disconnected', 'send', 'all', id],
      ['disconnected', 'call', 'app/echo', id],
    ]);
  });
});

describe('a message with very many arguments', () => {
  it('is refused at the call, and malformed from a peer, so that it cannot overflow the stack of main', async () => {
    const uncaught = jest.fn();
    config.onUnhandledError = uncaught;
    const { main, renderer, send, drops } = setUp();
    await renderer.ready;
    const heard = jest.fn();
    main.ipcMain.on('x', (_event, ...args) => void heard(args.length));
    renderer.ipcRenderer.send('x', ...Array.from({ length: 8192 }, () => 1));
    const tooMany = Array.from({ length: 8193 }, () => 1);
    const code = 'ERR_CULVERT_MESSAGE_TOO_LARGE';
    expect(() => renderer.ipcRenderer.send('x', ...tooMany)).toThrow(expect.objectContaining({ code }));
    send({ kind: 'send', channel: 'x' }, { text: JSON.stringify(tooMany), blobs: [] });
    send({ kind: 'send', channel: 'x' }, { text: `[${'1,'.repeat(300_000)}1]`, blobs: [] });
    await turns();
    expect(heard.mock.calls).toEqual([[8192]]);
    expect(drops).toEqual(['malformed send', 'malformed send']);
    expect(uncaught).not.toHaveBeenCalled();
  });
});
