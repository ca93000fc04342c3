import fc from 'fast-check';
import {
  NEVER,
  Observable,
  Subject,
  delay,
  from,
  interval,
  map,
  of,
  toArray,
  firstValueFrom,
  take,
} from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import {
  createMain,
  createMemoryLink,
  createRenderer,
  defineContract,
  electronJson,
  expose,
  stream,
  structured,
  withDemand,
  wrap,
  type MainOptions,
} from '../../index.js';

const contract = defineContract({ items: stream<void, unknown>() });

function setUp(source: () => unknown, options: MainOptions = {}) {
  const [mainEnd, rendererEnd] = createMemoryLink(options.scheduler ? { scheduler: options.scheduler } : {});
  const main = createMain(options);
  main.connect(mainEnd);
  const renderer = createRenderer(rendererEnd, {
    ...(options.codec && { codec: options.codec }),
    ...(options.scheduler && { scheduler: options.scheduler }),
  });
  expose(main, contract, { items: source as () => Observable<unknown> });
  return { main, renderer, api: wrap(renderer, contract) };
}

/** Waits for so many turns of the event loop, and for the errors that RxJS reports from a timer. */
const turn = async () => {
  for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setTimeout(resolve));
};

describe('a producer', () => {
  class NativeObservable {
    static running = 0;
    subscribe(observer: { next(value: unknown): void }, { signal }: { signal: AbortSignal }): void {
      NativeObservable.running++;
      signal.addEventListener('abort', () => NativeObservable.running--);
      for (const n of [1, 2, 3]) observer.next(n);
    }
  }

  it.each<readonly [string, () => unknown]>([
    ['an Observable', () => of(1, 2, 3)],
    ['an array', () => [1, 2, 3]],
    ['a generator', () => new Set([1, 2, 3]).values()],
    ['a promise of an Observable', () => Promise.resolve(of(1, 2, 3))],
    ['a promise of an array', () => Promise.resolve([1, 2, 3])],
    [
      'an async generator',
      async function* () {
        await Promise.resolve();
        yield* [1, 2, 3];
      },
    ],
  ])('may be %s', async (_name, source) => {
    const { api } = setUp(source);
    expect(await firstValueFrom(api.items().pipe(toArray()))).toEqual([1, 2, 3]);
  });

  it('may be an Observable of the platform, which ends by its signal', async () => {
    const { api } = setUp(() => new NativeObservable());
    expect(await firstValueFrom(api.items().pipe(take(3), toArray()))).toEqual([1, 2, 3]);
    await turn();
    expect(NativeObservable.running).toBe(0);
  });

  it.each([undefined, null, 7, 'text', {}])('cannot be %p', async (source) => {
    const { api } = setUp(() => source);
    await expect(firstValueFrom(api.items())).rejects.toMatchObject({
      name: 'TypeError',
      code: 'ERR_CULVERT_INVALID_ARGUMENT',
      message: "'items': a stream is an Observable or an AsyncIterable.",
    });
  });

  it('that throws, or rejects, fails the stream', async () => {
    const throwing = () => {
      throw new RangeError('at once');
    };
    for (const source of [throwing, () => Promise.reject(new RangeError('at once'))]) {
      await expect(firstValueFrom(setUp(source).api.items())).rejects.toBeInstanceOf(RangeError);
    }
  });

  it('fails after an item that cannot be sent, and the items before it arrive', async () => {
    const { api } = setUp(() => of(1, { run: () => 1 }, 3), { codec: structured });
    const log: unknown[] = [];
    await new Promise<void>((resolve) =>
      api.items().subscribe({
        next: (item) => log.push(item),
        error: ({ code, message }: { code: string; message: string }) => {
          log.push([code, message]);
          resolve();
        },
      }),
    );
    expect(log).toEqual([1, ['ERR_CULVERT_UNSERIALIZABLE', expect.stringContaining("'items': ")]]);
  });

  it('is closed when its consumer leaves: a generator runs its finally', async () => {
    let closed = 0;
    const { api } = setUp(async function* () {
      try {
        for (let n = 0; ; n++) yield await Promise.resolve(n);
      } finally {
        closed++;
      }
    });
    for await (const item of api.items()) if (item === 100) break;
    await turn();
    expect(closed).toBe(1);
  });
});

describe('demand', () => {
  it('is counted in bytes as well: large items arrive one at a time, and an item of any size arrives', async () => {
    const text = 'x'.repeat(10_000);
    let produced = 0;
    const { api } = setUp(function* () {
      while (produced < 20) {
        produced++;
        yield text;
      }
    });
    let done = 0;
    let ahead = 0;
    const slow = withDemand(() => {
      ahead = Math.max(ahead, produced - done);
      return of(0).pipe(
        delay(1),
        map(() => done++),
      );
    });
    await firstValueFrom(api.items(undefined, { highWaterMarkBytes: 45_000 }).pipe(slow, toArray()));
    expect([done, ahead]).toEqual([20, 3]);
    produced = 0;
    const tiny$ = api.items(undefined, { highWaterMarkBytes: 1 }).pipe(toArray());
    expect(await firstValueFrom(tiny$)).toHaveLength(20);
  });

  it('is bounded by the limits of the producer', async () => {
    const [mainEnd, rendererEnd] = createMemoryLink();
    const main = createMain({ limits: { streamItems: 4 } });
    main.connect(mainEnd);
    let produced = 0;
    expose(main, contract, {
      *items() {
        for (;;) yield produced++;
      },
    });
    const renderer = createRenderer(rendererEnd);
    wrap(renderer, contract)
      .items(undefined, { highWaterMark: 1000 })
      .pipe(withDemand(() => NEVER))
      .subscribe({ error: () => undefined });
    await turn();
    expect(produced).toBe(4);
    renderer.close();
  });

  it('ends with the consumer of a duplex stream, and the input can be subscribed to once', async () => {
    const duplex = defineContract({ both: stream<Observable<number>, string>() });
    const [mainEnd, rendererEnd] = createMemoryLink();
    const main = createMain();
    main.connect(mainEnd);
    expose(main, duplex, {
      both: (input$) =>
        new Observable((subscriber) => {
          input$.subscribe();
          input$.subscribe({ error: ({ message }: Error) => subscriber.next(message) });
        }),
    });
    const input$ = new Subject<number>();
    const api = wrap(createRenderer(rendererEnd), duplex);
    expect(await firstValueFrom(api.both(input$))).toContain('can be subscribed to once');
    await turn();
    expect(input$.observed).toBe(false);
  });

  it('slows an input that can be paused, too', async () => {
    const upload = defineContract({ upload: stream<Observable<number>, number>() });
    const [mainEnd, rendererEnd] = createMemoryLink();
    const main = createMain();
    main.connect(mainEnd);
    let produced = 0;
    let ahead = 0;
    expose(main, upload, {
      upload: (chunks$) => {
        let stored = 0;
        return chunks$.pipe(
          withDemand(() => {
            ahead = Math.max(ahead, produced - stored);
            return of(0).pipe(
              delay(0),
              map(() => ++stored),
            );
          }),
        );
      },
    });
    async function* chunks() {
      while (produced < 300) yield await Promise.resolve(produced++);
    }
    const stored$ = wrap(createRenderer(rendererEnd), upload).upload(chunks()).pipe(toArray());
    expect(await firstValueFrom(stored$)).toHaveLength(300);
    expect(ahead).toBeGreaterThan(1);
    expect(ahead).toBeLessThanOrEqual(65);
  });
});

describe('any items', () => {
  it('arrive unchanged and in order, for any window', () => {
    const item = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.uint8Array({ maxLength: 5 }),
      fc.array(fc.string()),
      fc.constant(null),
    );
    const property = fc.property(
      fc.array(fc.array(item, { maxLength: 5 }), { maxLength: 10 }),
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 200 }),
      fc.constantFrom(electronJson, structured),
      (turns, highWaterMark, highWaterMarkBytes, codec) => {
        const scheduler = new TestScheduler(() => undefined);
        const got: unknown[] = [];
        let completed = 0;
        scheduler.run(() => {
          const source = () =>
            interval(1).pipe(
              take(turns.length),
              map((n) => from(turns[n]!)),
              (batches$) =>
                new Observable((subscriber) =>
                  batches$.subscribe({
                    next: (batch$) => batch$.subscribe((value) => subscriber.next(value)),
                    complete: () => subscriber.complete(),
                  }),
                ),
            );
          const { api } = setUp(source, { codec, scheduler });
          api
            .items(undefined, { highWaterMark, highWaterMarkBytes })
            .subscribe({ next: (value) => got.push(value), complete: () => completed++ });
        });
        expect(completed).toBe(1);
        expect(got).toEqual(
          turns
            .flat()
            .map((value) =>
              value instanceof Uint8Array && codec === electronJson ? Buffer.from(value) : value,
            ),
        );
      },
    );
    fc.assert(property, { numRuns: 200 });
  });
});
