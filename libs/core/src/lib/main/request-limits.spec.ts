import { Subject, firstValueFrom, type Observable } from 'rxjs';
import {
  attachGuest,
  call,
  createMemoryLink,
  createRenderer,
  defineContract,
  expose,
  stream,
  wrap,
  type LimitOptions,
} from '../../index.js';
import { inProcess, dropsOf } from '../../../testing/in-process.js';
import { turns } from '../../../testing/turns.js';

const LIMIT = 3;
const CODE = 'ERR_CULVERT_TOO_MANY_PENDING';

const contract = defineContract('app', { wait: call<number, string>(), rows: stream<void, number>() });

/** Main and a second renderer serve the same contract. The spec decides when a call is answered. */
function setUp(limits: LimitOptions) {
  const { main, open } = inProcess({ limits });
  const drops = dropsOf(main, ({ reason, message, from }) => `${reason} ${message} ${from}`);
  const [caller, server] = [open(), open()];
  const answers = new Map<number, (value: string) => void>();
  const rows: Subject<number>[] = [];
  const handlers = {
    wait: (n: number) => new Promise<string>((resolve) => answers.set(n, resolve)),
    rows: () => (rows.push(new Subject()), rows.at(-1)!),
  };
  expose(main, contract, handlers);
  expose(server.renderer, contract, handlers);
  main.ipcMain.handle('wait', (_event, n: number) => handlers.wait(n));
  const pending = async () =>
    (await firstValueFrom(main.state$)).endpoints[caller.webContents.id]!.pending.length;
  return { main, drops, caller, server, answers, rows, pending };
}

type Test = ReturnType<typeof setUp>;

/** Waits until main has received all earlier requests. */
const asked = async ({ server }: Test) => {
  await server.renderer.ready;
  await turns();
};

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    (value) => value,
    (error: unknown) => (error as { code: string }).code,
  );

const calls: readonly (readonly [string, (test: Test, n: number) => Promise<unknown>])[] = [
  ['invoke', ({ caller }, n) => caller.renderer.ipcRenderer.invoke('wait', n)],
  ['a call of main', ({ caller }, n) => wrap(caller.renderer, contract).wait(n)],
  [
    'a call of another renderer',
    ({ caller, server }, n) => wrap(caller.renderer, contract, { to: server.webContents.id }).wait(n),
  ],
];

describe('the pending calls of one renderer', () => {
  it.each(calls)('are bounded by pendingCalls: %s', async (_how, ask) => {
    const test = setUp({ pendingCalls: LIMIT });
    const waiting = Array.from({ length: LIMIT }, (_, n) => codeOf(ask(test, n)));
    expect(await codeOf(ask(test, LIMIT))).toBe(CODE);
    expect(test.drops).toEqual([`too-many-pending call ${test.caller.webContents.id}`]);
    expect([test.answers.size, await test.pending()]).toEqual([LIMIT, LIMIT]);
    test.answers.get(0)!('first');
    expect(await waiting[0]).toBe('first');
    waiting.push(codeOf(ask(test, LIMIT + 1)));
    await asked(test);
    expect([test.answers.size, await test.pending()]).toEqual([LIMIT + 1, LIMIT]);
    for (const [n, answer] of test.answers) answer(`answer ${n}`);
    expect(await Promise.all(waiting)).toEqual(['first', 'answer 1', 'answer 2', `answer ${LIMIT + 1}`]);
    expect(await test.pending()).toBe(0);
  });

  it('are counted together, for main and for renderers, and apart from those of other renderers', async () => {
    const test = setUp({ pendingCalls: LIMIT });
    for (const [n, [, ask]] of calls.entries()) void codeOf(ask(test, n));
    await asked(test);
    for (const [, ask] of calls) expect(await codeOf(ask(test, 10))).toBe(CODE);
    const other = codeOf(wrap(test.server.renderer, contract).wait(20));
    await asked(test);
    test.answers.get(20)!('of the other');
    expect(await other).toBe('of the other');
    void test.main.close();
  });

  it('include sync requests: one over the limit throws, and succeeds after another call has ended', async () => {
    const test = setUp({ pendingCalls: LIMIT });
    test.main.ipcMain.on('now', (event) => (event.returnValue = 'at once'));
    const { ipcRenderer } = test.caller.renderer;
    for (let n = 0; n < LIMIT; n++) void codeOf(ipcRenderer.invoke('wait', n));
    await asked(test);
    expect(() => void ipcRenderer.sendSync('now')).toThrow(expect.objectContaining({ code: CODE }) as Error);
    test.answers.get(0)!('first');
    await asked(test);
    expect(ipcRenderer.sendSync('now')).toBe('at once');
    void test.main.close();
  });
});

const streams: readonly (readonly [string, (test: Test) => Observable<number>])[] = [
  ['of main', ({ caller }) => wrap(caller.renderer, contract).rows()],
  [
    'of another renderer',
    ({ caller, server }) => wrap(caller.renderer, contract, { to: server.webContents.id }).rows(),
  ],
];
const ways = ['its source completes', 'its consumer leaves'] as const;

describe('the open streams of one renderer', () => {
  it.each(streams.flatMap(([whose, open]) => ways.map((way) => [whose, way, open] as const)))(
    'are bounded by openStreams: %s; another one may open when %s',
    async (_whose, way, open) => {
      const test = setUp({ openStreams: LIMIT });
      const got: number[] = [];
      const isOpen = Array.from({ length: LIMIT }, () => open(test).subscribe((row) => got.push(row)));
      expect(await codeOf(firstValueFrom(open(test)))).toBe(CODE);
      expect(test.drops).toEqual([`too-many-streams stream ${test.caller.webContents.id}`]);
      expect(test.rows).toHaveLength(LIMIT);
      if (way === 'its source completes') test.rows[0]!.complete();
      else isOpen[0]!.unsubscribe();
      await asked(test);
      const failed = jest.fn();
      open(test).subscribe({ next: (row) => got.push(row), error: failed });
      await asked(test);
      test.rows.forEach((rows, n) => rows.next(n));
      await asked(test);
      expect([got, failed.mock.calls]).toEqual([[1, 2, LIMIT], []]);
      expect(await test.pending()).toBe(LIMIT);
      void test.main.close();
    },
  );
});

describe('the calls and streams of all guests that one connection carries', () => {
  const embed = async ({ caller }: Test) => {
    const [hostSide, guestSide] = createMemoryLink();
    attachGuest(caller.renderer).connect(hostSide, 'https://guest.example');
    const guest = createRenderer(guestSide);
    await guest.ready;
    return guest;
  };

  it('are bounded by the limits of one renderer, for each of the guests', async () => {
    const test = setUp({ pendingCalls: LIMIT, openStreams: 1 });
    const guests = [await embed(test), await embed(test), await embed(test)] as const;
    const waiting = [0, 1, 2].map((n) => codeOf(wrap(guests[n % 2]!, contract).wait(n)));
    const rows: number[] = [];
    wrap(guests[2], contract)
      .rows()
      .subscribe((row) => rows.push(row));
    await asked(test);
    for (const guest of guests) expect(await codeOf(wrap(guest, contract).wait(10))).toBe(CODE);
    // Their window and other renderers have limits of their own.
    for (const { renderer } of [test.caller, test.server])
      waiting.push(codeOf(wrap(renderer, contract).wait(waiting.length)));
    await asked(test);
    expect([...test.answers.keys()].sort()).toEqual([0, 1, 2, 3, 4]);
    void guests[0].close();
    await asked(test);
    waiting.push(codeOf(wrap(guests[1], contract).wait(5)));
    await asked(test);
    for (const [n, answer] of test.answers) answer(`answer ${n}`);
    test.rows[0]!.next(7);
    const gone = 'ERR_CULVERT_DISCONNECTED';
    const answers = [gone, 'answer 1', gone, 'answer 3', 'answer 4', 'answer 5'];
    expect([await Promise.all(waiting), rows]).toEqual([answers, [7]]);
    void test.main.close();
  });
});
