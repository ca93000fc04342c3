import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { packFrame, type RendererMessage } from '@culvert/protocol';
import { Subject } from 'rxjs';
import {
  defineContract,
  call,
  expose,
  stream,
  wrap,
  type Inspection,
  type MainOptions,
} from '../../index.js';
import { inVirtualTime } from '../../../testing/in-process.js';
import { hello, frameOf } from '../../../testing/by-hand.js';

const LIMIT = 10_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** A renderer that the spec writes by hand, which may not read, and an honest one. */
function setUp(options: MainOptions = {}) {
  const { main, open, peer, turn, pass } = inVirtualTime({ limits: { queuedBytes: LIMIT }, ...options });
  const seen: Inspection[] = [];
  main.inspect$.subscribe((item) => item.kind !== 'event' && seen.push(item));
  /** Reads nothing by itself: the specs set its queue. */
  const { webContents: slow, transport, send, packets } = peer({}, { queuedBytes: 0 });
  send(hello);
  const { webContents: honest, renderer: other } = open();
  turn();
  packets.length = seen.length = 0;
  return {
    main,
    transport,
    slow,
    honest,
    other,
    send,
    packets,
    received: () => packets.map(({ message }) => message),
    seen,
    drops: () => seen.map((item) => (item.kind === 'drop' ? `${item.reason} ${item.message}` : item.kind)),
    isClosed: () => transport.close.mock.calls.length > 0,
    turn,
    /** Runs what is due now, and no later timer. */
    now: () => pass(),
  };
}

/** A text of this size, as limits count. */
const textOf = (bytes: number) => 'x'.repeat(bytes / 2 - '[""]'.length);

describe('a renderer that does not read', () => {
  it.each([
    ['webContents.send', ({ slow }: ReturnType<typeof setUp>, text: string) => slow.send('c', text), 'send'],
    [
      'a broadcast',
      ({ main }: ReturnType<typeof setUp>, text: string) => main.channel('c').next(text),
      'send',
    ],
    [
      'sendTo of another renderer',
      ({ other, slow }: ReturnType<typeof setUp>, text: string) =>
        other.ipcRenderer.sendTo(slow.id, 'c', text),
      'sendTo',
    ],
  ])('gets messages within the limit by %s, and none above it', (_name, send, kind) => {
    const test = setUp();
    const { transport, received, drops, now } = test;
    transport.queuedBytes = LIMIT - 1000;
    send(test, textOf(1000));
    now();
    expect(received()).toHaveLength(1);
    expect(drops()).toEqual([]);
    send(test, textOf(1002));
    now();
    expect(received()).toHaveLength(1);
    expect(drops()).toEqual(['slow', `queue-full ${kind}`]);
  });

  it('counts empty messages as well', () => {
    const { transport, received, slow, drops, now } = setUp();
    transport.queuedBytes = LIMIT - 66;
    slow.send('c');
    now();
    expect(received()).toHaveLength(1);
    transport.queuedBytes = LIMIT - 65;
    slow.send('c');
    now();
    expect(received()).toHaveLength(1);
    expect(drops()).toEqual(['slow', 'queue-full send']);
  });

  it('is slow until half of the limit is free, and main tells when this begins and ends', () => {
    const { transport, received, slow, seen, now, turn } = setUp();
    const events: unknown[] = [];
    slow.on('slow', (details) => events.push(['slow', details]));
    slow.on('drained', (details) => events.push(['drained', details]));
    transport.queuedBytes = LIMIT;
    slow.send('c', 1);
    slow.send('c', 2);
    transport.queuedBytes = LIMIT / 2 + 1;
    slow.send('c', 3);
    now();
    expect(received()).toEqual([]);
    expect(events).toEqual([['slow', { queuedBytes: LIMIT }]]);
    transport.queuedBytes = LIMIT / 2;
    turn();
    expect(events).toEqual([
      ['slow', { queuedBytes: LIMIT }],
      ['drained', { queuedBytes: LIMIT / 2 }],
    ]);
    expect(seen.filter(({ kind }) => kind !== 'drop').map((item) => ({ ...item, at: 0 }))).toEqual([
      { kind: 'slow', at: 0, id: slow.id, queuedBytes: LIMIT },
      { kind: 'drained', at: 0, id: slow.id, queuedBytes: LIMIT / 2 },
    ]);
    slow.send('c', 4);
    turn();
    expect(received()).toHaveLength(1);
  });

  it('has caught up with the next message, even if that comes before the next check', () => {
    const { transport, received, slow, drops, now } = setUp();
    transport.queuedBytes = LIMIT;
    slow.send('c', 1);
    transport.queuedBytes = 0;
    slow.send('c', 2);
    now();
    expect(received()).toHaveLength(1);
    expect(drops()).toEqual(['slow', 'queue-full send', 'drained']);
  });

  it('is checked less and less often, so that a virtual clock reaches its end', () => {
    const { transport, slow, drops, turn } = setUp();
    transport.queuedBytes = LIMIT;
    slow.send('c');
    turn();
    expect(drops()).toEqual(['slow', 'queue-full send']);
  });

  it('accepts one message of any size while its queue is empty', () => {
    const { received, slow, drops, turn } = setUp();
    slow.send('c', textOf(LIMIT * 2));
    turn();
    expect(received()).toHaveLength(1);
    expect(drops()).toEqual([]);
  });

  it('does not slow other renderers', async () => {
    const { main, transport, other, honest, turn } = setUp();
    const heard: unknown[] = [];
    other.ipcRenderer.on('c', (_event, n) => heard.push(n));
    main.ipcMain.handle('ask', () => 'answer');
    transport.queuedBytes = LIMIT;
    for (let n = 0; n < 100; n++) main.channel('c').next(n);
    const answer = other.ipcRenderer.invoke('ask');
    turn();
    expect(heard).toHaveLength(100);
    expect(await answer).toBe('answer');
    expect(honest.isDestroyed()).toBe(false);
  });

  it('gets short errors instead of its answers, and is closed at twice the limit', () => {
    const { main, transport, slow, send, received, packets, drops, isClosed, turn, now } = setUp();
    main.ipcMain.handle('large', () => textOf(1000));
    transport.queuedBytes = LIMIT - 500;
    send({ kind: 'call', channel: 'large', seq: 1 });
    return Promise.resolve()
      .then(() => undefined)
      .then(() => {
        now();
        expect(received()).toEqual([{ kind: 'reply', seq: 1, ok: false }]);
        expect(packets[0]!.body.text).toContain('ERR_CULVERT_OVERFLOW');
        expect(drops()).toEqual(['slow', 'queue-full reply']);
        transport.queuedBytes = LIMIT * 2 - 1000;
        send({ kind: 'call', channel: 'large', seq: 2 });
      })
      .then(() => undefined)
      .then(() => {
        now();
        expect(received()).toHaveLength(2);
        expect(isClosed()).toBe(false);
        transport.queuedBytes = LIMIT * 2;
        send({ kind: 'call', channel: 'large', seq: 3 });
      })
      .then(() => undefined)
      .then(() => {
        turn();
        expect(isClosed()).toBe(true);
        expect(slow.isDestroyed()).toBe(true);
        expect(drops().slice(-1)).toEqual(['slow-consumer connection']);
      });
  });

  it('is closed if the items of its streams alone reach twice the limit', () => {
    const contract = defineContract('s', { rows: stream<void, string>() });
    const { main, transport, send, slow, received, turn, now } = setUp();
    const source = new Subject<string>();
    expose(main, contract, { rows: () => source });
    const demand = { items: 100, bytes: LIMIT * 10, overflow: 'buffer', bufferSize: 10 } as const;
    send({ kind: 'stream', channel: 's/rows', seq: 1, ...demand });
    turn();
    transport.queuedBytes = LIMIT;
    source.next(textOf(1000));
    now();
    expect(received().map(({ kind }) => kind)).toEqual(['items']);
    transport.queuedBytes = LIMIT * 2;
    source.next(textOf(1000));
    turn();
    expect(slow.isDestroyed()).toBe(true);
    expect(source.observed).toBe(false);
  });

  it("is closed at once with slowConsumer 'close'", () => {
    const { transport, slow, drops, isClosed, now } = setUp({ slowConsumer: 'close' });
    transport.queuedBytes = LIMIT;
    slow.send('c', 1);
    now();
    expect(isClosed()).toBe(true);
    expect(slow.isDestroyed()).toBe(true);
    expect(drops()).toEqual(['slow', 'slow-consumer connection', 'queue-full send']);
  });

  it('may be closed by a listener of its events, which may also send', () => {
    const { main, transport, slow, other, drops, now } = setUp();
    const heard: unknown[] = [];
    other.ipcRenderer.on('alarm', (_event, id) => heard.push(id));
    slow.on('slow', () => {
      slow.send('c', 'in vain');
      main.channel('alarm').next(slow.id);
    });
    transport.queuedBytes = LIMIT;
    slow.send('c', 1);
    now();
    now();
    expect(heard).toEqual([slow.id]);
    expect(drops()).toEqual(['slow', 'queue-full send', 'queue-full send', 'queue-full send']);
  });
});

describe('a request to a renderer that does not read', () => {
  const contract = defineContract('w', { load: call<string, string>(), rows: stream<void, number>() });
  const overflow = expect.objectContaining({ code: 'ERR_CULVERT_OVERFLOW' }) as Error;

  it('fails for main', async () => {
    const { main, transport, slow, turn } = setUp();
    transport.queuedBytes = LIMIT;
    const api = wrap(slow, contract);
    const asked = expect(api.load('x')).rejects.toEqual(overflow);
    const errors: unknown[] = [];
    api.rows().subscribe({ error: (error: unknown) => errors.push(error) });
    turn();
    await asked;
    expect(errors).toEqual([overflow]);
    let serving: unknown;
    main.state$.subscribe((state) => (serving = state.endpoints[slow.id]!.serving)).unsubscribe();
    expect(serving).toEqual([]);
  });

  it('fails for another renderer', async () => {
    const { main, transport, slow, other, honest, turn, send } = setUp();
    transport.queuedBytes = LIMIT;
    // Like a contract between two renderers.
    send(hello);
    const port = expect(other.openPort(slow.id)).rejects.toThrow();
    turn();
    await port;
    let pending: unknown;
    main.state$.subscribe((state) => (pending = state.endpoints[honest.id]!.pending)).unsubscribe();
    expect(pending).toEqual([]);
  });

  it('fails before its handshake too', async () => {
    const { peer, turn } = inVirtualTime({ limits: { queuedBytes: 1000 } });
    const api = wrap(peer().webContents, contract);
    const asked = expect(api.load('x'.repeat(2000))).rejects.toEqual(overflow);
    turn();
    await asked;
  });
});

describe('guests of a window that does not read', () => {
  it('share its queue, and are slow with it', () => {
    const { main, transport, send, packets, received, drops, now } = setUp();
    send({ kind: 'openGuest', guest: 1, link: 1, origin: 'https://x.example' });
    send({ kind: 'guestFrame', link: 1 }, { text: frameOf(hello) as string, blobs: [] });
    now();
    packets.length = 0;
    const guest = main.webContents.fromId(3)!;
    transport.queuedBytes = LIMIT - 1000;
    guest.send('c', textOf(1000));
    now();
    expect(received().map(({ kind }) => kind)).toEqual(['guestFrame']);
    guest.send('c', textOf(1002));
    now();
    expect(received()).toHaveLength(1);
    expect(drops()).toEqual(['slow', 'queue-full send']);
  });
});

describe('a message that waits for a renderer that has not said hello', () => {
  it.each(['structured-clone', 'text', 'bytes'] as const)(
    'does not keep its incoming %s frame in memory',
    (encoding) => {
      const { peer, turn } = inVirtualTime({ limits: { queuedBytes: LIMIT } });
      peer({}, { encoding });
      const sender = peer({}, { encoding });
      const pack = (...packets: [RendererMessage, string][]) =>
        packFrame(
          packets.map(([message, text]) => ({ message, body: { text, blobs: [] } })),
          encoding,
        );
      sender.send(hello);
      const short = '["short, but long enough"]';
      const send = (junk: string) =>
        sender.frames$.next(
          pack([{ kind: 'sendTo', channel: 'x', to: 1 }, short], [{ kind: 'send', channel: 'nobody' }, junk]),
        );
      collectGarbage();
      const before = process.memoryUsage().heapUsed;
      for (let i = 0; i < 100; i++) send(`["${String(i).padEnd(900_000, 'x')}"]`);
      collectGarbage();
      expect(process.memoryUsage().heapUsed - before).toBeLessThan(20_000_000);
      turn();
    },
  );
});
