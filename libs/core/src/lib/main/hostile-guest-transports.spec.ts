import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { EMPTY_BODY, packFrame, unpackFrame, type Frame, type MainMessage } from '@culvert/protocol';
import { Observable, Subject, VirtualTimeScheduler, config } from 'rxjs';
import {
  attachGuest,
  createMain,
  createMemoryLink,
  createRenderer,
  type AttachedGuest,
  type LimitOptions,
  type Transport,
} from '../../index.js';

const reported: unknown[] = [];
beforeEach(() => {
  reported.length = 0;
  config.onUnhandledError = (error) => reported.push(error);
});
afterEach(async () => {
  await told();
  config.onUnhandledError = null;
});

/** Uncaught errors so far: RxJS reports each from a timer. */
async function told(): Promise<readonly unknown[]> {
  await new Promise((resolve) => setTimeout(resolve));
  return reported;
}

const hello = { kind: 'hello', version: 1, codec: 'electronJson' } as const;

function fail(): never {
  throw new Error('hostile');
}

function setUp(limits: LimitOptions = {}) {
  const scheduler = new VirtualTimeScheduler();
  const turn = () => {
    scheduler.maxFrames = scheduler.frame + 1;
    scheduler.flush();
  };
  const main = createMain({ scheduler });
  const drops: string[] = [];
  main.inspect$.subscribe((item) => item.kind === 'drop' && drops.push(`${item.reason} ${item.message}`));
  const [mainEnd, hostEnd] = createMemoryLink({ scheduler });
  main.connect(mainEnd);
  const host = createRenderer(hostEnd, { scheduler, limits });
  turn();
  const connected = () => main.webContents.getAll().map(({ id }) => id);
  return { scheduler, main, host, turn, drops, connected };
}

function watch(attached: AttachedGuest) {
  const events: string[] = [];
  attached.guest$.subscribe({ next: () => events.push('guest'), error: () => events.push('no guest') });
  attached.ended$.subscribe({ next: () => events.push('ended'), complete: () => events.push('over') });
  return events;
}

function transportOf(over: Partial<Transport> = {}): Transport {
  return {
    encoding: 'structured-clone',
    frames$: new Subject<Frame>(),
    send: () => undefined,
    close: jest.fn(),
    ...over,
  };
}

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
    attached.connect(transportOf(over), 'x');
    turn();
    const next = transportOf();
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
    const transports = [transportOf(over), transportOf()];
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
    const frames$ = new Subject<Frame>();
    const sent: Frame[] = [];
    const transport = { ...transportOf({ frames$, send: (frame) => sent.push(frame) }), queuedBytes: 0 };
    const attached = attachGuest(host);
    const events = watch(attached);
    attached.connect(transport, 'https://guest.example');
    frames$.next(packFrame([{ message: hello, body: EMPTY_BODY }], 'structured-clone'));
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
  expect(() => attached.connect(transportOf({ frames$, close }), 'x')).not.toThrow();
  turn();
  expect(events[0]).toBe('ended');
  expect(close).toHaveBeenCalledTimes(1);
  expect(connected()).toEqual([1]);
  expect(await told()).toHaveLength(1);
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
    expect(() => attached.connect(transportOf(), 'x'.repeat(1025))).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_INVALID_ARGUMENT' }),
    );
    attached.connect(transportOf(), 'x'.repeat(1024));
    turn();
    expect(drops).toEqual([]);
    expect(connected()).toEqual([1, 2]);
  });

  it.each([{ origin: 'x'.repeat(1025) }, { origin: 5 }, { guest: 'x' }, { surplus: 1 }])(
    'is answered by main nevertheless: %j',
    (wrong) => {
      const { main, drops } = setUp();
      const frames$ = new Subject<Frame>();
      const received: MainMessage[] = [];
      const send = (frame: Frame) =>
        received.push(...unpackFrame<MainMessage>(frame, 'text').map(({ message }) => message));
      main.connect(transportOf({ encoding: 'text', frames$, send }));
      const say = (message: object) => frames$.next(`${JSON.stringify([[message], [2]])}\n[]`);
      say({ kind: 'hello', version: 1, codec: 'electronJson' });
      say({ kind: 'openGuest', guest: 1, link: 7, origin: 'x', ...wrong });
      void main.close();
      expect(received.slice(1)).toEqual([{ kind: 'guestClosed', link: 7 }]);
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
    const frames$ = new Subject<Frame>();
    const renderer = createRenderer(transportOf({ encoding: 'text', frames$ }));
    const drops: string[] = [];
    renderer.drops$.subscribe(({ reason }) => drops.push(reason));
    frames$.next(`${JSON.stringify([[message], [2]])}\n[]`);
    expect(drops).toEqual(['malformed']);
    void renderer.close();
    expect(await told()).toEqual([]);
  });
});
