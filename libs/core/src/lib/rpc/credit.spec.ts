import {
  NEVER,
  Subject,
  VirtualTimeScheduler,
  concatMap,
  delay,
  filter,
  firstValueFrom,
  from,
  map,
  mergeMap,
  of,
  share,
  take,
  timer,
  toArray,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import {
  createMain,
  createMemoryLink,
  createRenderer,
  defineContract,
  expose,
  stream,
  withDemand,
  wrap,
  type Interceptor,
} from '../../index.js';

const contract = defineContract('rows', { rows: stream<void, number>() });
const relayed = defineContract('relayed', { rows: stream<void, number>() });

/** Two renderers: the first produces, and the second consumes. Main relays if the test asks for it. */
function setUp(total = Infinity, scheduler?: SchedulerLike) {
  const main = createMain({ scheduler });
  const open = () => {
    const [mainEnd, rendererEnd] = createMemoryLink({ scheduler });
    return { webContents: main.connect(mainEnd), renderer: createRenderer(rendererEnd, { scheduler }) };
  };
  const [producer, consumer] = [open(), open()];
  const counts = { produced: 0, closed: 0 };
  function* rows() {
    try {
      while (counts.produced < total) yield counts.produced++;
    } finally {
      counts.closed++;
    }
  }
  expose(producer.renderer, contract, { rows });
  expose(main, contract, { rows });
  return { main, producer, consumer, counts };
}

/** A source that emits each row in a later turn of the event loop. */
async function* timers() {
  for (let row = 0; ; row++) {
    await settled(1);
    yield row;
  }
}

/** Waits for so many turns of the event loop, and for the errors that RxJS reports from a timer. */
const settled = async (turns = 20) => {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setTimeout(resolve));
};
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('the credit of an item', () => {
  it.each<readonly [string, (leave: AbortController) => { timeout?: number; signal?: AbortSignal }]>([
    ['unsubscribes', () => ({})],
    ['aborts', ({ signal }) => ({ signal })],
    ['times out', () => ({ timeout: 20 })],
  ])('asks for nothing more where the consumer leaves: it %s', (how, options) => {
    const scheduler = new VirtualTimeScheduler();
    const { consumer, counts } = setUp(Infinity, scheduler);
    const advance = (ms: number) => {
      const until = (scheduler.maxFrames = scheduler.frame + ms);
      scheduler.flush();
      scheduler.frame = until;
    };
    const leave = new AbortController();
    const subscription = wrap(consumer.renderer, contract)
      .rows(undefined, { highWaterMark: 8, ...options(leave) })
      .pipe(withDemand(() => new Promise<never>(() => undefined)))
      .subscribe({ error: () => undefined });
    advance(19);
    expect(counts).toEqual({ produced: 8, closed: 0 });
    if (how === 'unsubscribes') subscription.unsubscribe();
    else leave.abort();
    advance(1);
    expect(counts).toEqual({ produced: 8, closed: 1 });
  });

  it.each([
    [2, 2],
    [3, 3],
    [8, 6],
  ])('leaves no slot idle: high water mark %i, concurrency %i', async (highWaterMark, concurrency) => {
    const { consumer } = setUp();
    let taken = 0;
    // All slots but one keep their first item and never finish it.
    const rows$ = wrap(consumer.renderer, contract).rows(undefined, { highWaterMark });
    const done$ = rows$.pipe(
      withDemand(() => (taken++ < concurrency - 1 ? NEVER : timer(0)), { concurrency }),
      take(20),
      toArray(),
    );
    expect(await firstValueFrom(done$)).toHaveLength(20);
  });

  it('leaves no slot idle when items finish before the last one arrives, or reach no consumer', async () => {
    const { main, consumer } = setUp();
    const slow = defineContract('slow', { rows: stream<void, number>() });
    expose(main, slow, { rows: () => timers() });
    for (const ways of [map((row: number) => row), filter((row: number) => row !== 2)]) {
      let taken = 0;
      const rows$ = wrap(consumer.renderer, slow).rows(undefined, { highWaterMark: 3 });
      // The first item finishes at once. The second and the third never finish.
      const done$ = rows$.pipe(
        ways,
        withDemand(() => (taken++ === 1 || taken === 3 ? NEVER : of(1)), { concurrency: 3 }),
        take(20),
        toArray(),
      );
      expect(await firstValueFrom(done$)).toHaveLength(20);
    }
  });

  it('leaves no slot idle when the bytes are used up', async () => {
    const { main, consumer } = setUp();
    const letters = defineContract('letters', { letters: stream<void, string>() });
    expose(main, letters, {
      *letters() {
        for (;;) yield 'x';
      },
    });
    let taken = 0;
    // Room for three items of ten bytes.
    const letters$ = wrap(consumer.renderer, letters).letters(undefined, { highWaterMarkBytes: 30 });
    const done$ = letters$.pipe(
      withDemand(() => (taken++ < 2 ? NEVER : timer(0)), { concurrency: 3 }),
      take(20),
      toArray(),
    );
    expect(await firstValueFrom(done$)).toHaveLength(20);
  });

  it('is given back once, by the last of two withDemand operators', async () => {
    for (const first of [(x: number) => of(x), async (x: number) => Promise.resolve(x)]) {
      const { consumer, counts } = setUp(5000);
      let [done, ahead] = [0, 0];
      const rows$ = wrap(consumer.renderer, contract).rows(undefined, { highWaterMark: 8 });
      await firstValueFrom(
        rows$.pipe(
          withDemand(first),
          withDemand((x) => {
            ahead = Math.max(ahead, counts.produced - done);
            return of(x).pipe(
              delay(1),
              map(() => ++done),
            );
          }),
          take(100),
          toArray(),
        ),
      );
      expect(ahead).toBeLessThanOrEqual(8);
    }
  });

  it('is given back once by a shared stream: by its slower consumer, or when that consumer leaves', async () => {
    const { consumer, counts } = setUp(5000);
    const shared$ = wrap(consumer.renderer, contract).rows(undefined, { highWaterMark: 8 }).pipe(share());
    let [slow, ahead] = [0, 0];
    const fast = shared$.pipe(withDemand((x) => of(x))).subscribe();
    const leaving = shared$.pipe(withDemand((x) => timer(50).pipe(map(() => x)))).subscribe();
    const done = firstValueFrom(
      shared$.pipe(
        withDemand((x) => {
          ahead = Math.max(ahead, counts.produced - slow);
          return of(x).pipe(
            delay(1),
            map(() => ++slow),
          );
        }),
        take(60),
        toArray(),
      ),
    );
    await settled(5);
    leaving.unsubscribe();
    expect(await done).toHaveLength(60);
    expect(ahead).toBeLessThanOrEqual(8);
    fast.unsubscribe();
  });

  it.each([1, 2, 3, 64])(
    'is given back when next() is called twice at once, with a window of %i',
    async (highWaterMark) => {
      const { consumer } = setUp(1000);
      const rows$ = wrap(consumer.renderer, contract).rows(undefined, { highWaterMark });
      const iterator = rows$[Symbol.asyncIterator]();
      const got: number[] = [];
      for (;;) {
        const results = await Promise.all([iterator.next(), iterator.next(), iterator.next()]);
        for (const { value } of results) if (value !== undefined) got.push(value);
        if (results[2].done === true) break;
      }
      expect(got).toEqual(numbers(1000));
    },
  );

  it('is given back once when an interceptor turns one item into two, before a loop', async () => {
    const { consumer, counts } = setUp(5000);
    const twice: Interceptor = (request, next) => next(request).pipe(mergeMap((n) => [n, n]));
    const api = wrap(consumer.renderer, contract, { interceptors: [twice] });
    let [taken, ahead] = [0, 0];
    for await (const _ of api.rows(undefined, { highWaterMark: 8 })) {
      ahead = Math.max(ahead, counts.produced - Math.floor(taken / 2));
      if (++taken === 100) break;
      await settled(1);
    }
    expect(ahead).toBeLessThanOrEqual(8);
  });

  const interceptors: readonly (readonly [string, Interceptor, (count: number) => unknown[]])[] = [
    ['none', (request, next) => next(request), numbers],
    [
      'filter',
      (request, next) => next(request).pipe(filter((n) => (n as number) % 2 === 0)),
      (count) => numbers(count).filter((n) => n % 2 === 0),
    ],
    ['delay', (request, next) => next(request).pipe(delay(1)), numbers],
    [
      'double',
      (request, next) => next(request).pipe(mergeMap((n) => [n, n])),
      (count) => numbers(count).flatMap((n) => [n, n]),
    ],
    ['concatMap', (request, next) => next(request).pipe(concatMap(async (n) => Promise.resolve(n))), numbers],
  ];

  it.each(interceptors)(
    'is given back behind an interceptor of the handler or of the caller: %s',
    async (_name, interceptor, expected) => {
      for (const side of ['served', 'asked'] as const) {
        const { main, producer, consumer, counts } = setUp(500);
        const served = { interceptors: side === 'served' ? [interceptor] : [] };
        const asked = { interceptors: side === 'asked' ? [interceptor] : [] };
        expose(main, relayed, { rows: () => wrap(producer.webContents, contract).rows() }, served);
        const api = wrap(consumer.renderer, relayed, asked);
        expect(await firstValueFrom(api.rows(undefined, { highWaterMark: 4 }).pipe(toArray()))).toEqual(
          expected(500),
        );
        counts.produced = 0;
        const looped: number[] = [];
        for await (const row of api.rows(undefined, { highWaterMark: 3 })) looped.push(row);
        expect(looped).toEqual(expected(500));
      }
    },
  );
});

describe('a stream of a third process', () => {
  const operators: readonly (readonly [string, (rows$: Observable<number>) => Observable<number>])[] = [
    ['no operator', (rows$) => rows$],
    [
      'map and filter',
      (rows$) =>
        rows$.pipe(
          map((n) => n * 2),
          filter((n) => n % 4 === 0),
        ),
    ],
    ['withDemand', (rows$) => rows$.pipe(withDemand(async (n) => Promise.resolve(n)))],
  ];

  it.each(operators)('is slowed down behind %s', async (_name, operator) => {
    const { main, producer, consumer, counts } = setUp();
    expose(main, relayed, {
      rows: () => operator(wrap(producer.webContents, contract).rows(undefined, { highWaterMark: 8 })),
    });
    let taken = 0;
    for await (const _ of wrap(consumer.renderer, relayed).rows(undefined, { highWaterMark: 4 })) {
      if (++taken === 5) break;
      await settled(2);
    }
    expect(counts.produced).toBeLessThan(100);
    await settled();
    expect(counts.closed).toBe(1);
  });

  it('is not delayed by any of several consumers that share it', async () => {
    const { main, producer, consumer } = setUp(5000);
    const shared$ = wrap(producer.webContents, contract).rows().pipe(share());
    expose(main, relayed, { rows: () => shared$ });
    const stuck = wrap(consumer.renderer, relayed)
      .rows(undefined, { highWaterMark: 1 })
      .pipe(withDemand(() => new Promise<never>(() => undefined)))
      .subscribe();
    await settled(5);
    const count = await firstValueFrom(wrap(consumer.renderer, relayed).rows().pipe(toArray()));
    expect(count.at(-1)).toBe(4999);
    stuck.unsubscribe();
  });

  it('is slowed down by each of several consumers that have a producer of their own', async () => {
    const { main, producer, consumer, counts } = setUp();
    const mapped$ = wrap(producer.webContents, contract)
      .rows()
      .pipe(map((row) => row));
    expose(main, relayed, { rows: () => mapped$ });
    const api = wrap(consumer.renderer, relayed);
    const stuck = [1, 2, 3].map(() =>
      api
        .rows(undefined, { highWaterMark: 1 })
        .pipe(withDemand(() => new Promise<never>(() => undefined)))
        .subscribe(),
    );
    await settled(50);
    expect(counts.produced).toBeLessThanOrEqual(3 * (64 + 1));
    for (const subscription of stuck) subscription.unsubscribe();
  });

  it('is not slowed down for a consumer with the policy latest, which gets the latest item', async () => {
    const { main, producer, consumer } = setUp();
    const ticks = defineContract('ticks', { ticks: stream<void, number>() });
    const source$ = new Subject<number>();
    expose(producer.renderer, ticks, { ticks: () => source$ });
    expose(main, ticks, { ticks: () => wrap(producer.webContents, ticks).ticks() });
    const got: number[] = [];
    let last = 0;
    const emit = async (count: number) => {
      for (let n = 0; n < count; n++) {
        source$.next(last++);
        await settled(1);
      }
    };
    void settled().then(() => emit(1));
    for await (const tick of wrap(consumer.renderer, ticks).ticks(undefined, {
      overflow: 'latest',
      highWaterMark: 1,
    })) {
      got.push(tick);
      if (got.length === 3) break;
      await emit(50);
    }
    expect(got[2]).toBeGreaterThan(30);
  });
});

describe('a synchronous relay', () => {
  it('delivers an input to a third process, item by item', async () => {
    const { consumer, main } = setUp();
    const echo = defineContract('echo', { echo: stream<Observable<number>, number>() });
    expose(main, echo, { echo: (input$) => input$ });
    const got = await firstValueFrom(
      wrap(consumer.renderer, echo)
        .echo(from(numbers(3000)))
        .pipe(toArray()),
    );
    expect(got).toEqual(numbers(3000));
  });
});
