import { createHook } from 'node:async_hooks';
import {
  attachGuest,
  call,
  createMemoryLink,
  createRenderer,
  defineContract,
  electronJson,
  event,
  expose,
  stream,
  sync,
  wrap,
  type Codec,
} from '@culvert/core';
import type { Message } from '@culvert/protocol';
import { Subject, asapScheduler, map, of, type Observable } from 'rxjs';
import type { IpcHelpers } from './ipc-helpers.js';
import { runIpc } from './run-ipc.js';
import type { WireMessage } from './wire-message.js';

/** The resources that run code later in real time: promises and `await`, microtasks, ticks, timers and channels. */
const NATIVE = new Set(['PROMISE', 'Microtask', 'TickObject', 'Timeout', 'Immediate', 'MESSAGEPORT']);
/** The promises and ports that an app gets from the API: `ready`, answers, and those of `close` and `openPort`. No message waits for them. */
const OF_THE_APP =
  /new RendererEndpoint|promise-of\.ts|message-port\.ts|(RendererEndpoint|Connection|Hub)\.(\w+ \[as )?(end|disconnect)\b/;

/** The places within core, router and protocol that use native time while `run` runs. */
function nativeTimeIn(run: () => void): readonly string[] {
  const places: string[] = [];
  const note = (type: string) => {
    const { stack = '' } = new Error();
    const place = stack.split('\n').find((line) => /libs.(core|router|protocol).src/.test(line));
    if (place !== undefined && !OF_THE_APP.test(place)) places.push(`${type}${place}`);
  };
  const hook = createHook({ init: (_id, type) => void (NATIVE.has(type) && note(type)) });
  const clocks = [Date, performance].map((clock) => {
    const now = clock.now.bind(clock);
    return jest.spyOn(clock, 'now').mockImplementation(() => {
      note('now');
      return now();
    });
  });
  hook.enable();
  try {
    run();
  } finally {
    hook.disable();
    for (const clock of clocks) clock.mockRestore();
  }
  return places;
}

const contract = defineContract({
  double: call<number, number>(),
  fail: call(),
  letters: stream<void, string>(),
  upper: stream<Observable<string>, string>(),
  theme: event<string>(),
  now: sync<[], number>(),
});
const offered = defineContract('window', { title: call<void, string>(), clicks: stream<void, number>() });

/** The kinds of messages that the run has to send. `refuse` and `guestIgnored` are errors of a peer. */
const KINDS: Readonly<Record<Exclude<Message['kind'], 'refuse' | 'guestIgnored'>, true>> = {
  hello: true,
  welcome: true,
  send: true,
  sync: true,
  call: true,
  stream: true,
  demand: true,
  cancel: true,
  items: true,
  reply: true,
  sendTo: true,
  sendToHost: true,
  port: true,
  openGuest: true,
  guestFrame: true,
  guestEnded: true,
  closeGuest: true,
  deliver: true,
  deliverToHost: true,
  deliverPort: true,
  serveCall: true,
  serveStream: true,
  guestOpened: true,
  guestClosed: true,
};

/** Sends every kind of message, and returns the kinds that have travelled. */
function sendAll({
  main,
  renderer,
  link,
  cold,
  expectObservable,
  expectCall,
}: IpcHelpers): ReadonlySet<string> {
  const kinds = new Set<string>();
  const collect = ({ kind, messages = [] }: WireMessage): void => {
    kinds.add(kind);
    messages.forEach(collect);
  };
  const first = link({ latency: '1ms', reload: '--- 50ms r' });
  const second = link({ info: { graceMs: 50 }, disconnect: '--- 30ms !', resume: '--- 40ms ^' });
  const guest = first.addGuest({ latency: '1ms' });
  for (const { messages$ } of [first, second, guest]) messages$.subscribe(collect);

  expose(main, contract, {
    double: (n) => 2 * n,
    fail: () => {
      throw new RangeError('no');
    },
    letters: () => cold('a-b-(c|)'),
    upper: (input$) => input$.pipe(map((text) => text.toUpperCase())),
    now: () => 1,
  });
  for (const each of [first.renderer, second.renderer, guest.renderer])
    expose(each, offered, { title: () => 'a title', clicks: () => of(1, 2, 3) });
  const at = (ms: string, run: () => void) => cold(`${ms} (a|)`).subscribe(run);

  const api = wrap(renderer, contract);
  const errors$ = new Subject<unknown>();
  const ignore = { error: (error: unknown) => errors$.next(error) };
  at('1ms', () => {
    renderer.ipcRenderer.send('x', 1);
    renderer.ipcRenderer.sendTo(2, 'x', 1);
    guest.renderer.ipcRenderer.sendToHost('x', 1);
    main.channel('x').next(1);
    api.theme.next('dark');
    expect(api.now()).toBe(1);
    void renderer.openPort(2, 'port').catch(() => undefined);
    for (const owner of [second.webContents, first.webContents, guest.webContents]) {
      const window = wrap(owner, offered);
      window.title.$().subscribe(ignore);
      window.clicks().subscribe(ignore);
    }
    wrap(renderer, offered, { to: 2 }).clicks().subscribe(ignore);
  });
  // Its sync request waits until then.
  at('3ms', () => {
    api.double.$(1, { timeout: 100 }).subscribe(ignore);
    api.fail.$().subscribe(ignore);
    renderer.invoke$('double', 1).subscribe(ignore);
    wrap(guest.renderer, contract).double.$(1).subscribe(ignore);
    const left = api.letters().subscribe(ignore);
    at('3ms', () => left.unsubscribe());
    api.letters(undefined, { highWaterMark: 1 }).subscribe(ignore);
    api.upper(cold('a-b-(c|)')).subscribe(ignore);
  });
  at('20ms', () => guest.disconnect());
  at('22ms', () => guest.resume());
  at('24ms', () => main.webContents.fromId(guest.renderer.id)?.send('x'));
  at('26ms', () => guest.reload());
  at('28ms', () => attachGuest(renderer).close());
  expectCall(() => api.double.$(2)).toBe('---(a|)', { a: 4 });
  expectObservable(errors$.pipe(map((error) => (error as Error).message))).toBe('-----e', { e: 'no' });
  return kinds;
}

/** Sends over a memory link, in both directions and by a sync request. */
function useMemoryLink({ main, cold, expectObservable }: IpcHelpers): void {
  const options = { scheduler: asapScheduler };
  const [mainEnd, rendererEnd] = createMemoryLink(options);
  main.connect(mainEnd);
  const renderer = createRenderer(rendererEnd, options);
  main.ipcMain.on('now', (event) => (event.returnValue = 'n'));
  const echo$ = main.channel<string>('x');
  echo$.subscribe(echo$);
  cold('-a').subscribe(renderer.channel<string>('x'));
  expectObservable(renderer.channel('x')).toBe('-a');
  cold('--a').subscribe(() => expect(renderer.ipcRenderer.sendSync('now')).toBe('n'));
}

describe('the path of a message', () => {
  it('has neither a promise, nor a microtask, nor a native timer over a memory link', () => {
    expect(nativeTimeIn(() => runIpc(useMemoryLink))).toEqual([]);
  });

  it('has neither a promise, nor a microtask, nor a native timer, for every kind of message', () => {
    let kinds: ReadonlySet<string> = new Set();
    expect(nativeTimeIn(() => runIpc((helpers) => void (kinds = sendAll(helpers))))).toEqual([]);
    expect([...kinds].sort()).toEqual(Object.keys(KINDS).sort());
  });

  it.each<[string, () => unknown]>([
    ['a promise', () => Promise.resolve()],
    ['an async function', async () => undefined],
    ['a microtask', () => queueMicrotask(() => undefined)],
    ['a tick', () => process.nextTick(() => undefined)],
    ['a timer', () => clearTimeout(setTimeout(() => undefined))],
    ['a clock', () => Date.now()],
    ['a finer clock', () => performance.now()],
    ['an immediate', () => clearImmediate(setImmediate(() => undefined))],
  ])('would be seen with %s in it', (_name, use) => {
    const codec: Codec = {
      ...electronJson,
      encode(args) {
        use();
        return electronJson.encode(args);
      },
    };
    const places = nativeTimeIn(() => runIpc(({ renderer }) => renderer.ipcRenderer.send('x'), { codec }));
    expect(places).toEqual([expect.stringMatching(/libs.core/)]);
  });
});
