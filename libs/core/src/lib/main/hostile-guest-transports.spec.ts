import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import type { Frame } from '@culvert/protocol';
import { Observable } from 'rxjs';
import {
  attachGuest,
  createRenderer,
  type AttachedGuest,
  type LimitOptions,
  type Transport,
} from '../../index.js';
import { inVirtualTime, dropsOf } from '../../../testing/in-process.js';
import { hello, byHand } from '../../../testing/by-hand.js';
import { recordUncaught } from '../../../testing/uncaught-errors.js';

const { reported } = recordUncaught();

function fail(): never {
  throw new Error('hostile');
}

function setUp(limits: LimitOptions = {}) {
  const { main, open, peer, pass } = inVirtualTime();
  const turn = () => pass(1);
  const drops = dropsOf(main, ({ reason, message }) => `${reason} ${message}`);
  const host = open({}, { limits }).renderer;
  turn();
  const connected = () => main.webContents.getAll().map(({ id }) => id);
  return { main, host, peer, turn, drops, connected };
}

function watch(attached: AttachedGuest) {
  const events: string[] = [];
  attached.guest$.subscribe({ next: () => events.push('guest'), error: () => events.push('no guest') });
  attached.ended$.subscribe({ next: () => events.push('ended'), complete: () => events.push('over') });
  return events;
}

/** The end of a guest's connection at its window. */
const endOfGuest = (members: Partial<Transport> = {}) => byHand({ encoding: 'structured-clone', ...members });

const throwing: Readonly<Record<string, Partial<Transport>>> = {
  close: { close: fail },
  send: { send: fail },
  'teardown of frames$': { frames$: new Observable<Frame>(() => fail) },
  'teardown of ignored$': { ignored$: new Observable<number>(() => fail) },
};

describe.each(Object.entries(throwing))('a guest with a transport that throws in its %s', (_name, over) => {
  it('makes way for the next document', () => {
    const { host, turn, connected } = setUp();
    const attached = attachGuest(host);
    attached.connect(endOfGuest(over).transport, 'x');
    turn();
    const next = endOfGuest().transport;
    attached.connect(next, 'y');
    turn();
    expect(connected()).toEqual([1, 2]);
    attached.close();
    turn();
    expect(connected()).toEqual([1]);
    expect(next.close).toHaveBeenCalledTimes(1);
  });

  it('does not stop the end of other guests, nor that of the window', async () => {
    const { host, turn, connected } = setUp();
    const guests = [0, 1].map(() => attachGuest(host));
    const events = guests.map(watch);
    const transports = [endOfGuest(over).transport, endOfGuest().transport];
    guests.forEach((guest, i) => guest.connect(transports[i]!, 'x'));
    turn();
    const closed = host.close();
    turn();
    await closed;
    expect(events.map((each) => each.at(-1))).toEqual(['over', 'over']);
    expect(transports[1]!.close).toHaveBeenCalledTimes(1);
    expect(connected()).toEqual([]);
  });
});

describe('a guest that does not read', () => {
  const LIMIT = 10_000;

  /** A guest with a transport that the spec writes, which reports its own queue. */
  function embed({ host, turn }: ReturnType<typeof setUp>) {
    const { transport, packets: sent, send } = endOfGuest({ queuedBytes: 0 });
    const attached = attachGuest(host);
    const events = watch(attached);
    attached.connect(transport, 'https://guest.example');
    send(hello);
    for (let i = 0; i < 4; i++) turn();
    sent.length = 0;
    return { transport, sent, events };
  }

  it('is ended by its window above queuedBytes there; other guests hear everything', async () => {
    const test = setUp({ queuedBytes: LIMIT });
    const { main, host, turn, drops, connected } = test;
    const [deaf, reading] = [embed(test), embed(test)];
    const heard: unknown[] = [];
    host.ipcRenderer.on('c', (_event, n) => heard.push(n));
    expect(connected()).toEqual([1, 2, 3]);
    const broadcast = (n: number) => {
      main.channel('c').next(n);
      for (let i = 0; i < 4; i++) turn();
    };
    deaf.transport.queuedBytes = LIMIT;
    broadcast(1);
    expect([deaf.sent.length, reading.sent.length, deaf.events]).toEqual([1, 1, ['guest']]);
    deaf.transport.queuedBytes = LIMIT + 1;
    for (const n of [2, 3, 4]) broadcast(n);
    expect([deaf.sent.length, reading.sent.length]).toEqual([1, 4]);
    expect(deaf.transport.close).toHaveBeenCalledTimes(1);
    expect([deaf.events, reading.events]).toEqual([['guest', 'ended'], ['guest']]);
    expect([heard, connected()]).toEqual([
      [1, 2, 3, 4],
      [1, 3],
    ]);
    main.ipcMain.handle('ask', () => 'answer');
    const answer = host.ipcRenderer.invoke('ask');
    turn();
    for (let i = 0; i < 4; i++) turn();
    expect(await answer).toBe('answer');
    // Only the messages on their way to the guest were dropped when it ended.
    expect(drops.filter((drop) => drop !== 'stale-epoch guestFrame')).toEqual([]);
  });

  it('gets no ports of main: its window closes them', async () => {
    const test = setUp({ queuedBytes: LIMIT });
    const { main, turn } = test;
    const deaf = embed(test);
    deaf.transport.queuedBytes = LIMIT + 1;
    const { port1, port2 } = new MessageChannel();
    const closed = once(port1, 'close');
    main.webContents.fromId(2)!.postMessage('c', 1, [port2]);
    for (let i = 0; i < 4; i++) turn();
    await closed;
    expect(deaf.sent).toEqual([]);
  });
});

it('ends a guest with a transport that cannot be subscribed to', async () => {
  const { host, turn, connected } = setUp();
  const attached = attachGuest(host);
  const events = watch(attached);
  const close = jest.fn();
  const frames$ = { subscribe: fail } as unknown as Observable<Frame>;
  expect(() => attached.connect(endOfGuest({ frames$, close }).transport, 'x')).not.toThrow();
  turn();
  expect(events[0]).toBe('ended');
  expect(close).toHaveBeenCalledTimes(1);
  expect(connected()).toEqual([1]);
  expect(await reported()).toHaveLength(1);
});

it('tells all subscribers of guest$, even if one of them throws', () => {
  const { host, turn } = setUp();
  const attached = attachGuest(host);
  attached.ended$.subscribe({ complete: fail });
  const events = watch(attached);
  attached.ended$.subscribe(() => undefined).add(fail);
  void host.close();
  turn();
  expect(events).toEqual(['no guest', 'over']);
});

describe('an origin over a limit of main', () => {
  it('is refused at the call', () => {
    const { host, turn, drops, connected } = setUp();
    const attached = attachGuest(host);
    expect(() => attached.connect(endOfGuest().transport, 'x'.repeat(1025))).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_INVALID_ARGUMENT' }),
    );
    attached.connect(endOfGuest().transport, 'x'.repeat(1024));
    turn();
    expect(drops).toEqual([]);
    expect(connected()).toEqual([1, 2]);
  });

  it.each([{ origin: 'x'.repeat(1025) }, { origin: 5 }, { guest: 'x' }, { surplus: 1 }])(
    'is answered by main nevertheless: %j',
    (wrong) => {
      const { main, peer, drops } = setUp();
      const { packets, send } = peer();
      send(hello);
      send({ kind: 'openGuest', guest: 1, link: 7, origin: 'x', ...wrong });
      void main.close();
      expect(packets.slice(1).map(({ message }) => message)).toEqual([{ kind: 'guestClosed', link: 7 }]);
      expect(drops).toEqual(['malformed frame']);
    },
  );
});

describe('a malformed message of main', () => {
  it.each([
    { kind: 'items', seq: 1, sizes: [], window: 5 },
    { kind: 'items', seq: 1, sizes: [], window: [1] },
    { kind: 'items', seq: 1, sizes: [], input: 1 },
    { kind: 'demand', seq: 1, items: 1, bytes: 1, input: {} },
    { kind: 'reply', seq: 1, ok: true, input: false },
    { kind: 'serveCall', channel: 'x', seq: 1, sender: {}, headers: null },
    { kind: 'serveCall', channel: 'x', seq: 1, sender: {}, headers: { a: 1 } },
    { kind: 'serveStream', channel: 'x', seq: 1, sender: {}, headers: 5 },
  ])('is dropped by the renderer: %j', async (message) => {
    const { transport, send } = byHand();
    const renderer = createRenderer(transport);
    const drops: string[] = [];
    renderer.drops$.subscribe(({ reason }) => drops.push(reason));
    send(message);
    expect(drops).toEqual(['malformed']);
    void renderer.close();
    expect(await reported()).toEqual([]);
  });
});
