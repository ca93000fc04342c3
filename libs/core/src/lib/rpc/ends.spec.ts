import { getEventListeners } from 'node:events';
import {
  NEVER,
  Observable,
  Subject,
  concat,
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
import { structured, wrap, type StreamOptions } from '../../index.js';
import { settled, until } from '../../../testing/turns.js';
import { recordUncaught } from '../../../testing/uncaught-errors.js';
import { contract, openCaller, serve, collect } from '../../../testing/ends.js';

const { uncaught } = recordUncaught();

const broken = () =>
  new Observable<unknown>(() => () => {
    throw new Error('close failed');
  });

describe('a teardown that throws', () => {
  it('does not disturb the closing window, its other streams, or main', async () => {
    const { main, webContents, renderer, api } = openCaller();
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

  it('loses no message of its turn', async () => {
    const { main, renderer, api } = openCaller();
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

  it('does not disturb the end of main: calls reject, streams end, windows close', async () => {
    const { main, renderer, api } = openCaller();
    serve(main, broken, () => NEVER.subscribe() && new Promise(() => undefined));
    const ends = [collect(api.rows()), collect(api.both(broken())), collect(from(api.job()))];
    await settled();
    expect(() => main.close()).not.toThrow();
    for (const end of ends) expect(await end).toMatchObject({ end: 'ERR_CULVERT_DISCONNECTED' });
    expect(main.webContents.getAll()).toEqual([]);
    renderer.close();
  });

  it('does not change the answer of a call, of a stream, or of a completed input', async () => {
    const { main, api } = openCaller();
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

  it('throws from unsubscribe() of its exposure, and the other handlers end all the same', async () => {
    const { main, api } = openCaller();
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
      'that never looks at closed',
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
    const { main, webContents, renderer, api } = openCaller();
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
    const { main, api } = openCaller();
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

  it('stops when it ends its own stream during the subscription', async () => {
    const { main, api } = openCaller();
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

describe('the signal of a handler', () => {
  it.each<readonly [string, unknown, (exposure: { unsubscribe(): void }) => void, StreamOptions]>([
    ['its handler is removed', NEVER, (exposure) => exposure.unsubscribe(), {}],
    ['an item cannot be sent', of({ run: () => 1 }), () => undefined, {}],
    ['its consumer is too slow', range(0, 1000), () => undefined, { overflow: 'error' }],
  ])('is aborted when %s', async (_name, source, end, options) => {
    const { main, api } = openCaller({ codec: structured });
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

  it('is aborted when its answer cannot be sent', async () => {
    const { main, api } = openCaller({ codec: structured });
    const signals: { aborted: boolean }[] = [];
    serve(
      main,
      () => NEVER,
      (_input, { signal }) => {
        signals.push(signal);
        return { run: () => 1 };
      },
    );
    await expect(api.job()).rejects.toMatchObject({ code: 'ERR_CULVERT_UNSERIALIZABLE' });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it('is not aborted by the end of its own stream', async () => {
    const { main, api } = openCaller();
    const signals: { aborted: boolean }[] = [];
    serve(main, (_input, { signal }) => {
      signals.push(signal);
      return of(1);
    });
    await collect(api.rows());
    expect(signals[0]!.aborted).toBe(false);
  });
});

describe('a source that cannot wait', () => {
  it('delivers the latest item as it was, and then the error', async () => {
    const { main, api } = openCaller({ codec: structured });
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

  it('delivers item by item with a scheduler that runs at once', async () => {
    const { main, api } = openCaller({ scheduler: queueScheduler });
    // Fewer items than a batch holds.
    serve(main, () => concat(interval(2).pipe(take(5)), NEVER));
    const got: unknown[] = [];
    const subscription = api.rows().subscribe((item) => got.push(item));
    await until(() => got.length === 5);
    expect(got).toEqual([0, 1, 2, 3, 4]);
    subscription.unsubscribe();
    main.close();
  });
});

describe('an AbortSignal', () => {
  it('has one listener for a thousand calls and streams, and none afterwards', async () => {
    const { main, api } = openCaller();
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
