import {
  EMPTY_BODY,
  packFrame,
  unpackFrame,
  type Frame,
  type MainMessage,
  type Packet,
} from '@culvert/protocol';
import { Observable, Subject, VirtualTimeScheduler, config, type Subscriber } from 'rxjs';
import { createMain, type ConnectInfo, type Main, type Transport } from '../../index.js';

const hello = { kind: 'hello', version: 1, codec: 'electronJson' };
const openGuest = { kind: 'openGuest', guest: 1, link: 1, origin: 'https://guest.example' };

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

function frameOf(...messages: object[]): Frame {
  return packFrame(
    messages.map((message) => ({ message: message as never, body: EMPTY_BODY })),
    'structured-clone',
  );
}

function fail(): never {
  throw new Error('hostile');
}

function setUp() {
  const scheduler = new VirtualTimeScheduler();
  const main = createMain({ scheduler, limits: { badFrames: 0 } });
  const turn = () => {
    scheduler.maxFrames = scheduler.frame + 1;
    scheduler.flush();
  };
  return { main, turn, tables: () => tablesOf(main) };
}

/** Every table of main that holds renderers. */
function tablesOf(main: Main): { readonly connected: number[]; readonly windows: number[] } {
  let connected: number[] = [];
  main.state$.subscribe(({ endpoints }) => (connected = Object.keys(endpoints).map(Number))).unsubscribe();
  return { connected, windows: main.webContents.getAll().map(({ id }) => id) };
}

/** A renderer with frames that the spec writes by hand. */
function connect(main: Main, transport: Partial<Transport> = {}, info: ConnectInfo = {}) {
  const frames$ = new Subject<Frame>();
  const packets: Packet<MainMessage>[] = [];
  const given: Transport = {
    encoding: 'structured-clone',
    transfersPorts: true,
    frames$,
    send: (frame) => packets.push(...unpackFrame<MainMessage>(frame, 'structured-clone')),
    close: jest.fn(),
    ...transport,
  };
  const window = main.connect(given, info);
  const send = (...messages: object[]) => frames$.next(frameOf(...messages));
  send(hello);
  const received = (kind: string) =>
    packets.filter(({ message }) => message.kind === kind).map(({ message }) => message);
  return { window, transport: given, frames$, send, received };
}

describe('a transport that throws when main unsubscribes', () => {
  it.each(['frames$', 'connected$', 'ignored$', 'exiting$'] as const)(
    'is removed with its guests: %s',
    async (name) => {
      const { main, turn, tables } = setUp();
      let subscriber!: Subscriber<never>;
      const source = new Observable<never>((given) => {
        subscriber = given;
        return fail;
      });
      const host = connect(main, { [name]: source });
      const other = connect(main);
      const say = (...messages: object[]) =>
        name === 'frames$' ? subscriber.next(frameOf(...messages) as never) : host.send(...messages);
      if (name === 'frames$') say(hello);
      say(openGuest);
      turn();
      expect(tables()).toEqual({ connected: [1, 2, 3], windows: [1, 2, 3] });
      say({ kind: 'nothing' });
      expect(tables()).toEqual({ connected: [2], windows: [2] });
      expect(host.transport.close).toHaveBeenCalledTimes(1);
      expect(await told()).toHaveLength(1);
      main.channel('x').next(1);
      turn();
      expect(other.received('deliver')).toHaveLength(1);
    },
  );

  it('is welcomed nevertheless', () => {
    const { main } = setUp();
    const { received } = connect(main, { connected$: new Observable<void>(() => fail) });
    expect(received('welcome')).toHaveLength(1);
  });
});

describe('graceUntil$ of a window', () => {
  const graceUntil$ = new Observable<never>(() => fail);

  it.each<[string, (main: Main, end: Subscriber<never>) => void, number[]]>([
    ['the window returns', (main) => connect(main, {}, { id: 1 }), [1, 2]],
    ['it completes', (_main, end) => end.complete(), [2]],
    ['main ends', (main) => void main.close(), []],
  ])('may throw in its teardown: %s', (_name, leave, windows) => {
    const { main, tables } = setUp();
    let end!: Subscriber<never>;
    const source = new Observable<never>((subscriber) => {
      end = subscriber;
      return fail;
    });
    const leaving = connect(main, {}, { graceUntil$: source });
    connect(main);
    leaving.frames$.complete();
    expect(tables().windows).toEqual([1, 2]);
    leave(main, end);
    expect(tables().windows).toEqual(windows);
    void main.close();
    expect(tables()).toEqual({ connected: [], windows: [] });
  });

  it('may throw for several windows when main ends', async () => {
    const { main, tables } = setUp();
    for (let i = 0; i < 3; i++) connect(main, {}, { graceUntil$ }).frames$.complete();
    expect(tables().windows).toEqual([1, 2, 3]);
    void main.close();
    expect(tables()).toEqual({ connected: [], windows: [] });
    expect(await told()).toHaveLength(3);
  });

  it('must be an Observable', () => {
    const { main, tables } = setUp();
    expect(() => connect(main, {}, { graceUntil$: 5 as never })).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_INVALID_ARGUMENT' }),
    );
    expect(tables()).toEqual({ connected: [], windows: [] });
  });
});

describe('a guest of a window that ends while main announces the guest', () => {
  it.each<[string, (main: Main, host: ReturnType<typeof connect>) => void, number[]]>([
    ['by its transport', (_main, host) => host.frames$.complete(), []],
    ['by a bad frame', (_main, host) => host.frames$.next('garbage'), []],
    ['by the next connection', (main) => connect(main, {}, { id: 1 }), [1]],
    ['with main', (main) => void main.close(), []],
  ])('ends with its window: %s', (_name, end, left) => {
    const { main, turn, tables } = setUp();
    const host = connect(main);
    main.webContents.created$.subscribe(({ id }) => id === 2 && end(main, host));
    host.send(openGuest);
    turn();
    expect(tables()).toEqual({ connected: left, windows: left });
  });

  it('does not count in the limit of the windows around it', () => {
    const scheduler = new VirtualTimeScheduler();
    const main = createMain({ scheduler, limits: { guests: 2 } });
    const host = connect(main);
    host.send(openGuest);
    const inGuest = (...messages: object[]) => {
      const text = frameOf(...messages) as string;
      const body = { text, blobs: [] };
      host.frames$.next(packFrame([{ message: { kind: 'guestFrame', link: 1 }, body }], 'structured-clone'));
    };
    inGuest(hello);
    const ending = main.webContents.created$.subscribe(({ id }) => {
      if (id === 3) connect(main, {}, { id: 2 });
    });
    inGuest(openGuest);
    ending.unsubscribe();
    host.send({ kind: 'closeGuest', guest: 1 });
    host.send({ ...openGuest, guest: 5, link: 5 }, { ...openGuest, guest: 6, link: 6 });
    expect(tablesOf(main).connected).toEqual([1, 2, 4, 5]);
  });
});

describe('a transport with members that throw', () => {
  it.each(['queuedBytes', 'encoding', 'transfersBuffers', 'send', 'portPlatform'])(
    'does no harm to other renderers: %s',
    (name) => {
      const { main, turn, tables } = setUp();
      const first = connect(main);
      const others = [connect(main), connect(main)];
      Object.defineProperty(first.transport, name, { get: fail });
      main.ipcMain.handle('ask', () => 1);
      main.channel('x').next(1);
      turn();
      for (const { received } of others) expect(received('deliver')).toHaveLength(1);
      const [other] = others;
      other?.send({ kind: 'port', channel: 'p', to: 1, seq: 1 }, { kind: 'call', channel: 'ask', seq: 2 });
      turn();
      expect(other?.received('reply')).toHaveLength(2);
      first.frames$.complete();
      expect(tables().connected).toEqual([2, 3]);
    },
  );

  it.each([NaN, -1, 'much'])('counts as empty if queuedBytes is %p', (queuedBytes) => {
    const { main, turn } = setUp();
    const { received } = connect(main, { queuedBytes: queuedBytes as number });
    main.channel('x').next(1);
    turn();
    expect(received('deliver')).toHaveLength(1);
  });

  it('answers a port request if its platform cannot create ports', async () => {
    const { main, turn } = setUp();
    const portPlatform = { channelName: 'X', create: fail, take: fail };
    const [first] = [connect(main, { portPlatform }), connect(main, { portPlatform })];
    first?.send({ kind: 'port', channel: 'p', to: 2, seq: 1 });
    turn();
    expect(first?.received('reply')).toMatchObject([{ seq: 1, ok: false }]);
    expect(await told()).toHaveLength(1);
  });
});
