import { Observable, type Subscriber } from 'rxjs';
import type { ConnectInfo, LimitOptions, Main, Transport } from '../../index.js';
import { inVirtualTime } from '../../../testing/in-process.js';
import { hello, frameOf } from '../../../testing/by-hand.js';
import { recordUncaught } from '../../../testing/uncaught-errors.js';

const openGuest = { kind: 'openGuest', guest: 1, link: 1, origin: 'https://guest.example' };

const { reported } = recordUncaught();

function fail(): never {
  throw new Error('hostile');
}

function setUp(limits: LimitOptions = { badFrames: 0 }) {
  const { main, peer, pass } = inVirtualTime({ limits });
  /** Connects a renderer with frames that the spec writes by hand. */
  const connect = (transport: Partial<Transport> = {}, info: ConnectInfo = {}) => {
    const members = { encoding: 'structured-clone', transfersPorts: true, ...transport } as const;
    const { packets, ...connected } = peer(info, members);
    connected.send(hello);
    const received = (kind: string) => packets.filter(({ message }) => message.kind === kind);
    return { ...connected, received };
  };
  return { main, connect, turn: () => pass(1), tables: () => tablesOf(main) };
}

type Test = ReturnType<typeof setUp>;
type Connected = ReturnType<Test['connect']>;

/** Every table of main that holds renderers. */
function tablesOf(main: Main): { readonly connected: number[]; readonly windows: number[] } {
  let connected: number[] = [];
  main.state$.subscribe(({ endpoints }) => (connected = Object.keys(endpoints).map(Number))).unsubscribe();
  return { connected, windows: main.webContents.getAll().map(({ id }) => id) };
}

describe('a transport that throws when main unsubscribes', () => {
  it.each(['frames$', 'connected$', 'ignored$', 'exiting$'] as const)(
    'is removed with its guests: %s',
    async (name) => {
      const { main, connect, turn, tables } = setUp();
      let subscriber!: Subscriber<never>;
      const source = new Observable<never>((given) => {
        subscriber = given;
        return fail;
      });
      const host = connect({ [name]: source });
      const other = connect();
      const say = (message: object) =>
        name === 'frames$' ? subscriber.next(frameOf(message) as never) : host.send(message);
      if (name === 'frames$') say(hello);
      say(openGuest);
      turn();
      expect(tables()).toEqual({ connected: [1, 2, 3], windows: [1, 2, 3] });
      say({ kind: 'nothing' });
      expect(tables()).toEqual({ connected: [2], windows: [2] });
      expect(host.transport.close).toHaveBeenCalledTimes(1);
      expect(await reported()).toHaveLength(1);
      main.channel('x').next(1);
      turn();
      expect(other.received('deliver')).toHaveLength(1);
    },
  );

  it('is welcomed nevertheless', () => {
    const { received } = setUp().connect({ connected$: new Observable<void>(() => fail) });
    expect(received('welcome')).toHaveLength(1);
  });
});

describe('graceUntil$ of a window', () => {
  const graceUntil$ = new Observable<never>(() => fail);

  it.each<[string, (test: Test, end: Subscriber<never>) => void, number[]]>([
    ['the window returns', ({ connect }) => connect({}, { id: 1 }), [1, 2]],
    ['it completes', (_test, end) => end.complete(), [2]],
    ['main ends', ({ main }) => void main.close(), []],
  ])('may throw in its teardown: %s', (_name, leave, windows) => {
    const test = setUp();
    const { main, connect, tables } = test;
    let end!: Subscriber<never>;
    const source = new Observable<never>((subscriber) => {
      end = subscriber;
      return fail;
    });
    const leaving = connect({}, { graceUntil$: source });
    connect();
    leaving.frames$.complete();
    expect(tables().windows).toEqual([1, 2]);
    leave(test, end);
    expect(tables().windows).toEqual(windows);
    void main.close();
    expect(tables()).toEqual({ connected: [], windows: [] });
  });

  it('may throw for several windows when main ends', async () => {
    const { main, connect, tables } = setUp();
    for (let i = 0; i < 3; i++) connect({}, { graceUntil$ }).frames$.complete();
    expect(tables().windows).toEqual([1, 2, 3]);
    void main.close();
    expect(tables()).toEqual({ connected: [], windows: [] });
    expect(await reported()).toHaveLength(3);
  });

  it('must be an Observable', () => {
    const { connect, tables } = setUp();
    expect(() => connect({}, { graceUntil$: 5 as never })).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_INVALID_ARGUMENT' }),
    );
    expect(tables()).toEqual({ connected: [], windows: [] });
  });
});

describe('a guest of a window that ends while main announces the guest', () => {
  it.each<[string, (test: Test, host: Connected) => void, number[]]>([
    ['by its transport', (_test, host) => host.frames$.complete(), []],
    ['by a bad frame', (_test, host) => host.frames$.next('garbage'), []],
    ['by the next connection', ({ connect }) => connect({}, { id: 1 }), [1]],
    ['with main', ({ main }) => void main.close(), []],
  ])('ends with its window: %s', (_name, end, left) => {
    const test = setUp();
    const { main, connect, turn, tables } = test;
    const host = connect();
    main.webContents.created$.subscribe(({ id }) => id === 2 && end(test, host));
    host.send(openGuest);
    turn();
    expect(tables()).toEqual({ connected: left, windows: left });
  });

  it('does not count in the limit of the windows around it', () => {
    const { main, connect, tables } = setUp({ guests: 2 });
    const host = connect();
    host.send(openGuest);
    const inGuest = (message: object) =>
      host.send({ kind: 'guestFrame', link: 1 }, { text: frameOf(message) as string, blobs: [] });
    inGuest(hello);
    const ending = main.webContents.created$.subscribe(({ id }) => {
      if (id === 3) connect({}, { id: 2 });
    });
    inGuest(openGuest);
    ending.unsubscribe();
    host.send({ kind: 'closeGuest', guest: 1 });
    host.send([
      { ...openGuest, guest: 5, link: 5 },
      { ...openGuest, guest: 6, link: 6 },
    ]);
    expect(tables().connected).toEqual([1, 2, 4, 5]);
  });
});

describe('a transport with members that throw', () => {
  it.each(['queuedBytes', 'encoding', 'transfersBuffers', 'send', 'portPlatform'])(
    'does no harm to other renderers: %s',
    (name) => {
      const { main, connect, turn, tables } = setUp();
      const first = connect();
      const others = [connect(), connect()];
      Object.defineProperty(first.transport, name, { get: fail });
      main.ipcMain.handle('ask', () => 1);
      main.channel('x').next(1);
      turn();
      for (const { received } of others) expect(received('deliver')).toHaveLength(1);
      const [other] = others;
      other?.send([
        { kind: 'port', channel: 'p', to: 1, seq: 1 },
        { kind: 'call', channel: 'ask', seq: 2 },
      ]);
      turn();
      expect(other?.received('reply')).toHaveLength(2);
      first.frames$.complete();
      expect(tables().connected).toEqual([2, 3]);
    },
  );

  it.each([NaN, -1, 'much'])('counts as empty if queuedBytes is %p', (queuedBytes) => {
    const { main, connect, turn } = setUp();
    const { received } = connect({ queuedBytes: queuedBytes as number });
    main.channel('x').next(1);
    turn();
    expect(received('deliver')).toHaveLength(1);
  });

  it('answers a port request if its platform cannot create ports', async () => {
    const { connect, turn } = setUp();
    const portPlatform = { channelName: 'X', create: fail, take: fail };
    const [first] = [connect({ portPlatform }), connect({ portPlatform })];
    first?.send({ kind: 'port', channel: 'p', to: 2, seq: 1 });
    turn();
    expect(first?.received('reply')).toMatchObject([{ message: { seq: 1, ok: false } }]);
    expect(await reported()).toHaveLength(1);
  });
});
