import { getEventListeners } from 'node:events';
import {
  NEVER,
  Observable,
  Subject,
  concat,
  config,
  filter,
  firstValueFrom,
  from,
  interval,
  map,
  of,
  queueScheduler,
  range,
  take,
  takeUntil,
  tap,
  toArray,
} from 'rxjs';
import {
  call,
  createMain,
  createMemoryLink,
  createRenderer,
  defineContract,
  expose,
  stream,
  structured,
  withDemand,
  wrap,
  type HandlerContext,
  type MainOptions,
  type StreamOptions,
} from '../../index.js';

const contract = defineContract('ends', {
  rows: stream<void, unknown>(),
  job: call<void, unknown>(),
  both: stream<Observable<unknown>, unknown>(),
});

function setUp(options: MainOptions = {}) {
  const [mainEnd, rendererEnd] = createMemoryLink();
  const main = createMain(options);
  const webContents = main.connect(mainEnd);
  const renderer = createRenderer(rendererEnd, options);
  return { main, webContents, renderer, api: wrap(renderer, contract) };
}

type Rows = (input: void, context: HandlerContext) => unknown;

/** Serves what a test says, and nothing else. */
function serve(
  owner: Parameters<typeof expose>[0],
  rows: Rows,
  job: Rows = () => undefined,
  both: unknown = () => NEVER,
) {
  return expose(owner, contract, { rows, job, both } as never);
}

/** So many turns of the event loop, and what RxJS reports from a timer. */
const settled = async (turns = 20) => {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setTimeout(resolve));
};

const until = (isTrue: () => boolean) => firstValueFrom(interval(1).pipe(filter(isTrue)));

/** What becomes of a stream: its items, and its end. */
function collect(items$: Observable<unknown>): Promise<{ items: unknown[]; end: unknown }> {
  const items: unknown[] = [];
  return new Promise((resolve) =>
    items$.subscribe({
      next: (item) => items.push(item),
      error: (error: { code?: string; message: string }) =>
        resolve({ items, end: error.code ?? error.message }),
      complete: () => resolve({ items, end: 'complete' }),
    }),
  );
}

const uncaught: unknown[] = [];

beforeEach(() => {
  uncaught.length = 0;
  config.onUnhandledError = (error) => uncaught.push(error);
});
afterEach(async () => {
  await settled();
  config.onUnhandledError = null;
});

const broken = () =>
  new Observable<unknown>(() => () => {
    throw new Error('close failed');
  });

describe('a teardown that throws', () => {
  it('leaves the window that closes, the other streams of it, and main as they should be', async () => {
    const { main, webContents, renderer, api } = setUp();
    let torn = 0;
    const rows = [broken(), NEVER.pipe(tap({ unsubscribe: () => torn++ }))];
    serve(main, () => rows.shift());
    const destroyed = jest.fn();
    webContents.on('destroyed', destroyed);
    for (let i = 0; i < 2; i++) api.rows().subscribe({ error: () => undefined });
    await settled();
    renderer.close();
    await settled();
    expect([destroyed.mock.calls.length, webContents.isDestroyed(), main.webContents.getAll()]).toEqual([
      1,
      true,
      [],
    ]);
    expect(torn).toBe(1);
    await until(() => uncaught.length > 0);
    expect(uncaught).toHaveLength(1);
  });

  it('costs no message of its turn', async () => {
    const { main, renderer, api } = setUp();
    serve(main, broken);
    const heard: unknown[] = [];
    main.ipcMain.on('x', (_event, n) => heard.push(n));
    const subscription = api.rows().subscribe();
    await settled();
    renderer.ipcRenderer.send('x', 1);
    subscription.unsubscribe();
    renderer.ipcRenderer.send('x', 2);
    renderer.ipcRenderer.send('x', 3);
    await settled();
    expect(heard).toEqual([1, 2, 3]);
  });

  it('keeps nobody from the end of main: calls reject, streams end, windows go', async () => {
    const { main, renderer, api } = setUp();
    serve(main, broken, () => NEVER.subscribe() && new Promise(() => undefined));
    const ends = [collect(api.rows()), collect(api.both(broken())), collect(from(api.job()))];
    await settled();
    expect(() => main.close()).not.toThrow();
    for (const end of ends) expect(await end).toMatchObject({ end: 'ERR_CULVERT_DISCONNECTED' });
    expect(main.webContents.getAll()).toEqual([]);
    renderer.close();
  });

  it('is none of the answer: of a call, a stream, an input that completes', async () => {
    const { main, api } = setUp();
    const ending = (last: Observable<unknown>) =>
      new Observable<unknown>((subscriber) => {
        subscriber.add(last.subscribe(subscriber));
        return () => {
          throw new Error('close failed');
        };
      });
    serve(
      main,
      () => ending(of(1)),
      undefined,
      (input$: Observable<unknown>) => input$.pipe(map((n) => n)),
    );
    expect(await collect(api.rows())).toEqual({ items: [1], end: 'complete' });
    expect(await collect(api.both(ending(of(2))))).toEqual({ items: [2], end: 'complete' });
  });

  it('throws where an exposure ends, and the others of it end all the same', async () => {
    const { main, api } = setUp();
    const exposure = serve(main, broken);
    const ends = [collect(api.rows()), collect(api.rows())];
    await settled();
    exposure.unsubscribe();
    for (const end of ends) expect(await end).toMatchObject({ end: 'ERR_CULVERT_NO_HANDLER' });
  });
});

describe('a synchronous source', () => {
  function* endless() {
    try {
      for (let n = 0; ; n++) yield n;
    } finally {
      closed++;
    }
  }
  let closed = 0;
  let emitted = 0;
  beforeEach(() => (closed = emitted = 0));
  const count = tap(() => emitted++);

  it.each<readonly [string, StreamOptions, number, () => unknown]>([
    ['that is too fast', { overflow: 'error' }, 100, () => range(0, 3_000_000).pipe(count)],
    ['without an end, too fast', { overflow: 'error' }, 100, () => from(endless()).pipe(count)],
    ['without an end, kept', { bufferSize: 50 }, 200, () => from(endless()).pipe(count)],
    ['without an end, dropped', { overflow: 'drop' }, 5_000_000, () => from(endless()).pipe(count)],
    [
      'that looks at nothing',
      { overflow: 'error' },
      5_000_000,
      () =>
        new Observable<number>((subscriber) => {
          for (;;) {
            emitted++;
            subscriber.next(1);
          }
        }),
    ],
  ])('stops when its stream fails: %s', async (_name, options, most, source) => {
    const { main, webContents, renderer, api } = setUp();
    serve(main, source);
    expect((await collect(api.rows(undefined, options))).end).toBe('ERR_CULVERT_OVERFLOW');
    expect(emitted).toBeLessThan(most);
    serve(renderer, source);
    expect((await collect(wrap(webContents, contract).rows(undefined, options))).end).toBe(
      'ERR_CULVERT_OVERFLOW',
    );
    expect(emitted).toBeLessThan(2 * most);
  });

  it('stops with the consumer, as an iterable and as an input', async () => {
    const { main, api } = setUp();
    serve(main, endless, undefined, (input$: Observable<unknown>) => input$.pipe(take(3)));
    expect(await firstValueFrom(api.rows().pipe(take(5), toArray()))).toEqual([0, 1, 2, 3, 4]);
    await settled();
    expect(closed).toBe(1);
    expect(await firstValueFrom(api.both(endless()).pipe(toArray()))).toEqual([0, 1, 2]);
    await settled();
    expect(closed).toBe(2);
    expect(await firstValueFrom(api.both(from(endless())).pipe(toArray()))).toEqual([0, 1, 2]);
    await settled();
    expect(closed).toBe(3);
  });

  it('stops where it ends its own stream while it is subscribed to', async () => {
    const { main, api } = setUp();
    serve(
      main,
      () => NEVER,
      undefined,
      (items$: Observable<unknown>) => items$,
    );
    let torn = 0;
    const stop = new Subject<void>();
    const input$ = new Observable<number>((subscriber) => {
      stop.next();
      subscriber.next(1);
      return () => torn++;
    });
    api.both(input$).pipe(takeUntil(stop)).subscribe();
    await settled();
    expect(torn).toBe(1);
    main.close();
  });
});

describe('an iterator that misbehaves', () => {
  const iterator = (parts: object) => ({ [Symbol.asyncIterator]: () => ({ next: () => NEVER, ...parts }) });
  const fail = () => {
    throw new RangeError('reading failed');
  };
  const waiting = () => new Promise(() => undefined);
  let reads = 0;

  it.each<readonly [string, () => unknown]>([
    ['next() throws at once', () => iterator({ next: fail })],
    [
      'next() throws later',
      () => iterator({ next: () => (reads++ % 2 === 0 ? Promise.resolve({ value: 0 }) : fail()) }),
    ],
    ['next() rejects', () => iterator({ next: () => Promise.reject(new RangeError('reading failed')) })],
    ['the iterable throws', () => ({ [Symbol.asyncIterator]: fail })],
    ['the promised iterable throws', () => Promise.resolve({ [Symbol.asyncIterator]: fail })],
    ['next() throws, and return() too', () => iterator({ next: fail, return: fail })],
    [
      'a result that throws',
      () => iterator({ next: () => Promise.resolve(Object.defineProperty({}, 'done', { get: fail })) }),
    ],
    ['a synchronous next() that throws', () => ({ [Symbol.iterator]: () => ({ next: fail, return: fail }) })],
    ['a thenable that throws', () => ({ then: fail })],
    ['an Observable of another make that throws', () => ({ subscribe: fail })],
  ])('fails its stream: %s', async (_name, source) => {
    reads = 0;
    const { main, webContents, renderer, api } = setUp();
    serve(main, source, undefined, (input$: Observable<unknown>) => input$);
    expect((await collect(api.rows())).end).toBe('reading failed');
    serve(renderer, source);
    reads = 0;
    expect((await collect(wrap(webContents, contract).rows())).end).toBe('reading failed');
    const { endpoints } = await firstValueFrom(main.state$);
    expect(endpoints[webContents.id]).toMatchObject({ pending: [], serving: [] });
    expect(uncaught).toEqual([]);
  });

  it.each<readonly [string, () => unknown]>([
    ['return() throws', () => iterator({ next: waiting, return: fail })],
    [
      'return() rejects',
      () => iterator({ next: waiting, return: () => Promise.reject(new Error('return failed')) }),
    ],
    ['return() gives no promise', () => iterator({ next: waiting, return: () => 1 })],
    [
      'a generator whose finally throws',
      async function* () {
        try {
          for (;;) yield await settled(1);
        } finally {
          fail();
        }
      },
    ],
    [
      'a synchronous return() that throws',
      () => ({ [Symbol.iterator]: () => ({ next: () => ({ value: 1 }), return: fail }) }),
    ],
  ])('keeps nothing from its end: %s', async (_name, source) => {
    const { main, webContents, api } = setUp();
    serve(main, source);
    const rows$ = api.rows(undefined, { highWaterMark: 2 });
    const subscription = rows$.pipe(withDemand(() => settled(1))).subscribe();
    await settled();
    subscription.unsubscribe();
    await settled();
    expect((await firstValueFrom(main.state$)).endpoints[webContents.id]).toMatchObject({ pending: [] });
    expect(uncaught).toEqual([]);
  });

  it('may give results that are no promises, and promises of another make', async () => {
    const { main, api } = setUp();
    let n = 0;
    const thenable = (value: unknown) => ({ then: (resolve: (value: unknown) => void) => resolve(value) });
    const results = () => ({ next: () => ({ done: ++n > 3, value: n }) });
    const thenables = () => ({ next: () => thenable({ done: ++n > 3, value: n }) });
    for (const make of [results, thenables]) {
      n = 0;
      const exposure = serve(main, () => ({ [Symbol.asyncIterator]: make }));
      expect(await collect(api.rows())).toEqual({ items: [1, 2, 3], end: 'complete' });
      exposure.unsubscribe();
    }
  });
});

describe("a generator's finally", () => {
  const ends: readonly (readonly [
    string,
    (
      sides: ReturnType<typeof setUp>,
      parts: { exposure: { unsubscribe(): void }; subscription: { unsubscribe(): void } },
    ) => void,
  ])[] = [
    ['the consumer unsubscribes', (_sides, { subscription }) => subscription.unsubscribe()],
    ['the consumer leaves', ({ renderer }) => renderer.close()],
    [
      'the window is reloaded',
      ({ main, webContents }) => main.connect(createMemoryLink()[0], { id: webContents.id }),
    ],
    ['main closes', ({ main }) => main.close()],
    ['the handler is removed', (_sides, { exposure }) => exposure.unsubscribe()],
  ];

  it.each(ends)(
    'runs when %s: over its input, over nothing, and in a loop over a checked input',
    async (_name, end) => {
      const sides = setUp();
      const log: string[] = [];
      async function* over(name: string, input$: AsyncIterable<unknown>) {
        try {
          for await (const item of input$) yield item;
        } finally {
          log.push(name);
        }
      }
      const ticking = async function* () {
        try {
          for (let n = 0; ; n++) {
            await settled(1);
            yield n;
          }
        } finally {
          log.push('rows');
        }
      };
      const number = {
        '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) },
      } as const;
      const checked = defineContract('checked', {
        both: stream<Observable<unknown>, unknown>({ input: number } as never),
      });
      const exposure = serve(sides.main, ticking, undefined, (input$: AsyncIterable<unknown>) =>
        over('both', input$),
      );
      exposure.add(
        expose(sides.main, checked, {
          both: (input$) => over('checked', input$ as unknown as AsyncIterable<unknown>),
        }),
      );
      const input$ = concat(of(1, 2), NEVER);
      const subscription = sides.api.rows().subscribe({ error: () => undefined });
      subscription.add(sides.api.both(input$).subscribe({ error: () => undefined }));
      subscription.add(
        wrap(sides.renderer, checked)
          .both(input$)
          .subscribe({ error: () => undefined }),
      );
      await settled();
      end(sides, { exposure, subscription });
      await settled();
      expect(log.sort()).toEqual(['both', 'checked', 'rows']);
      expect(uncaught).toEqual([]);
    },
  );

  it('runs where the stream fails: an item that cannot be sent, a consumer that is too slow', async () => {
    let closed = 0;
    const { main, api } = setUp({ codec: structured });
    serve(main, async function* () {
      try {
        yield 1;
        yield { run: () => 1 };
        yield 3;
      } finally {
        closed++;
      }
    });
    expect(await collect(api.rows())).toEqual({ items: [1], end: 'ERR_CULVERT_UNSERIALIZABLE' });
    await settled();
    expect(closed).toBe(1);
  });

  it('is not waited for by a promise of a source whose consumer has left: the source is closed', async () => {
    let returned = 0;
    const { main, api } = setUp();
    const opened = { [Symbol.asyncIterator]: () => ({ next: () => NEVER, return: () => returned++ }) };
    serve(main, () => settled(20).then(() => opened));
    const subscription = api.rows().subscribe();
    await settled(5);
    subscription.unsubscribe();
    await settled(30);
    expect(returned).toBe(1);
  });
});

describe('the signal of a handler', () => {
  it.each<readonly [string, unknown, (exposure: { unsubscribe(): void }) => void, StreamOptions]>([
    ['its handler is removed', NEVER, (exposure) => exposure.unsubscribe(), {}],
    ['an item cannot be sent', of({ run: () => 1 }), () => undefined, {}],
    ['its consumer is too slow', range(0, 1000), () => undefined, { overflow: 'error' }],
  ])('is aborted when %s', async (_name, source, end, options) => {
    const { main, api } = setUp({ codec: structured });
    const signals: { aborted: boolean }[] = [];
    const exposure = serve(
      main,
      (_input, { signal }) => {
        signals.push(signal);
        return source;
      },
      (_input, { signal }) => {
        signals.push(signal);
        return new Promise(() => undefined);
      },
    );
    const ended = collect(api.rows(undefined, options));
    const job = collect(from(api.job()));
    await settled();
    end(exposure);
    await ended;
    exposure.unsubscribe();
    await job;
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });

  it('is not aborted by the end of its own stream', async () => {
    const { main, api } = setUp();
    const signals: { aborted: boolean }[] = [];
    serve(main, (_input, { signal }) => {
      signals.push(signal);
      return of(1);
    });
    await collect(api.rows());
    expect(signals[0]!.aborted).toBe(false);
  });
});

describe('what a consumer gets of a source that cannot wait', () => {
  it('is the latest item as it was, and the error behind it', async () => {
    const { main, api } = setUp({ codec: structured });
    const reused = { x: 0 };
    const sources = [
      concat(range(0, 5), of({ onClick: () => 1 })),
      new Observable((subscriber) => {
        for (reused.x = 0; reused.x < 3; reused.x++) subscriber.next(reused);
        reused.x = 999;
        subscriber.complete();
      }),
    ];
    serve(main, () => sources.shift());
    const options = { overflow: 'latest', highWaterMark: 1 } as const;
    expect(await collect(api.rows(undefined, options))).toEqual({
      items: [0, 4],
      end: 'ERR_CULVERT_UNSERIALIZABLE',
    });
    expect(await collect(api.rows(undefined, options))).toEqual({
      items: [{ x: 0 }, { x: 2 }],
      end: 'complete',
    });
  });

  it('comes item by item, with a scheduler that runs at once', async () => {
    const { main, api } = setUp({ scheduler: queueScheduler });
    serve(main, () => interval(2));
    const got: unknown[] = [];
    const subscription = api.rows().subscribe((item) => got.push(item));
    // Fewer than a batch holds.
    await until(() => got.length > 3);
    expect(got).toEqual(got.map((_, index) => index));
    subscription.unsubscribe();
    main.close();
  });
});

describe('an AbortSignal', () => {
  it('may be that of a thousand calls and streams: it has one listener, and none afterwards', async () => {
    const { main, api } = setUp();
    serve(
      main,
      () => NEVER,
      () => new Promise(() => undefined),
    );
    const controller = new AbortController();
    const { signal } = controller;
    const listeners = () => getEventListeners(signal, 'abort').length;
    const warned = jest.fn();
    process.on('warning', warned);
    const subscriptions = Array.from({ length: 500 }, () => api.rows(undefined, { signal }).subscribe());
    expect(listeners()).toBe(1);
    for (const subscription of subscriptions) subscription.unsubscribe();
    expect(listeners()).toBe(0);
    const calls = Array.from({ length: 1000 }, () =>
      api.job(undefined, { signal }).catch((error: Error) => error.name),
    );
    expect(listeners()).toBe(1);
    controller.abort();
    expect(new Set(await Promise.all(calls))).toEqual(new Set(['AbortError']));
    expect(listeners()).toBe(0);
    await settled();
    expect(warned.mock.calls.filter(([{ name }]) => name === 'MaxListenersExceededWarning')).toEqual([]);
    process.off('warning', warned);
  });
});
