import { NEVER, Subject, type Observable } from 'rxjs';
import { createMemoryLink, defineContract, expose, stream, wrap, type Transport } from '../index.js';
import { inVirtualTime } from '../../testing/in-process.js';

/** One end of a link that sends its bytes when the spec says so. */
function setUp(flush?: () => Promise<void>, exiting$?: Observable<void>) {
  const { main, open, scheduler, turn, pass } = inVirtualTime();
  const log: string[] = [];
  const watched = (end: Transport): Transport => ({
    ...end,
    ...(flush && { flush: () => (log.push('flush'), flush()) }),
    ...(exiting$ && { exiting$ }),
    send: (frame, transfer) => {
      log.push('send');
      end.send(frame, transfer);
    },
    close: () => {
      log.push('close');
      end.close();
    },
  });
  const [mainEnd, rendererEnd] = createMemoryLink({ scheduler });
  const { webContents, renderer } = open({}, {}, [watched(mainEnd), watched(rendererEnd)]);
  pass(1);
  log.length = 0;
  return { main, renderer, webContents, log, scheduler, turn, pass };
}

const sides = {
  renderer: ({ renderer }: ReturnType<typeof setUp>) => ({
    send: () => renderer.ipcRenderer.send('x'),
    close: () => renderer.close(),
  }),
  main: ({ main, webContents }: ReturnType<typeof setUp>) => ({
    send: () => webContents.send('x'),
    close: () => main.close(),
  }),
};

describe.each(['renderer', 'main'] as const)('close of a %s', (side) => {
  it('is immediate if the transport cannot tell what has left, and comes after earlier messages', async () => {
    const all = setUp();
    const { send, close } = sides[side](all);
    send();
    const closed = close();
    expect(all.log).toEqual(['send', 'close']);
    expect(await closed).toBeUndefined();
    expect(await close()).toBeUndefined();
    expect(all.log).toEqual(['send', 'close']);
  });

  it('waits until all messages have left, closes the transport, and resolves', async () => {
    let leave: () => void = () => undefined;
    const all = setUp(() => new Promise((resolve) => (leave = resolve)));
    const { send, close } = sides[side](all);
    send();
    const resolved = jest.fn();
    const closed = close();
    void closed.then(resolved);
    expect(all.renderer.id).toBe(1);
    await new Promise(setImmediate);
    expect([all.log, resolved.mock.calls.length]).toEqual([['send', 'flush'], 0]);
    leave();
    await closed;
    expect(all.log).toEqual(['send', 'flush', 'close']);
  });

  it('waits 5 s for a peer that does not read, and no longer', async () => {
    const all = setUp(() => new Promise(() => undefined));
    const { send, close } = sides[side](all);
    send();
    const closed = close();
    const { frame } = all.scheduler;
    all.turn();
    await closed;
    expect(all.log.filter((entry) => entry === 'close').length).toBe(2);
    expect(all.scheduler.frame - frame).toBe(5000);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['rejects', () => Promise.reject(new Error('broken'))],
    ['is no promise', () => undefined as unknown as Promise<void>],
  ] as [string, () => Promise<void>][])('never rejects, and closes, where flush %s', async (_name, flush) => {
    const all = setUp(flush);
    const { close } = sides[side](all);
    await expect(close()).resolves.toBeUndefined();
    expect(all.log).toContain('close');
  });
});

describe('renderer.flush', () => {
  it('sends at once instead of at the end of the turn, and resolves when all has left', async () => {
    let leave: () => void = () => undefined;
    const { renderer, log } = setUp(() => new Promise((resolve) => (leave = resolve)));
    renderer.ipcRenderer.send('x');
    const flushed = jest.fn();
    const flush = renderer.flush();
    void flush.then(flushed);
    await new Promise(setImmediate);
    expect([log, flushed.mock.calls.length]).toEqual([['send', 'flush'], 0]);
    leave();
    await flush;
    renderer.close();
    leave();
    await renderer.flush();
    expect(log.at(-1)).toBe('close');
  });
});

describe('a process that exits', () => {
  it.each(['renderer', 'main'] as const)('sends waiting messages, and later ones at once: %s', (side) => {
    const exiting$ = new Subject<void>();
    const all = setUp(undefined, exiting$);
    const { send } = sides[side](all);
    send();
    expect(all.log).toEqual([]);
    exiting$.next();
    expect(all.log).toEqual(['send']);
    send();
    expect(all.log).toEqual(['send', 'send']);
  });

  it.each(['renderer', 'main'] as const)('sends the items that wait for the end of a turn: %s', (side) => {
    const contract = defineContract('s', {
      rows: stream<void, number>(),
      save: stream<Observable<number>, void>(),
    });
    const exiting$ = new Subject<void>();
    const all = setUp(undefined, exiting$);
    const { main, renderer, webContents, pass } = all;
    const [source$, input$] = [new Subject<number>(), new Subject<number>()];
    const [got, input]: [number[], number[]] = [[], []];
    const [owner, user] = side === 'main' ? [main, renderer] : [renderer, webContents];
    expose(owner as typeof main, contract, {
      rows: () => source$,
      save: (items$) => (items$.subscribe((item) => input.push(item)), NEVER),
    });
    wrap(user as typeof renderer, contract)
      .rows()
      .subscribe((row) => got.push(row));
    // The other side exits as well: its items are those of an input.
    wrap(user as typeof renderer, contract)
      .save(input$)
      .subscribe();
    pass(1);
    all.log.length = 0;
    for (const item$ of [source$, input$]) item$.next(1);
    expect(all.log).toEqual([]);
    exiting$.next();
    expect(all.log).toEqual(['send', 'send']);
    for (const item$ of [source$, input$]) item$.next(2);
    expect(all.log).toEqual(['send', 'send', 'send', 'send']);
    pass(1);
    expect([got, input]).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });
});
