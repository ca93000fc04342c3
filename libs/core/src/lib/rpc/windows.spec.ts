import fc from 'fast-check';
import {
  delay,
  interval,
  map,
  mergeMap,
  of,
  take,
  timer,
  type Observable,
  type OperatorFunction,
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
  type Interceptor,
  type Limits,
} from '../../index.js';

const contract = defineContract({
  items: stream<void, string>(),
  upload: stream<Observable<string>, string>(),
});

const limits = fc.record({
  streamItems: fc.constantFrom(1, 2, 3, 16, 64, 1000),
  streamBytes: fc.constantFrom(1, 10, 100, 10_000, 1_000_000),
  // Each item alone has 94 bytes at most.
  messageBytes: fc.constantFrom(94, 200, 1000, 1_000_000),
});

/** Operators that map each item to one item. */
const operators = {
  plain: (items$) => items$,
  slow: withDemand((item) => timer(1).pipe(map(() => item))),
  twice: (items$) =>
    items$.pipe(
      withDemand((item) => of(item)),
      withDemand((item) => timer(1).pipe(map(() => item))),
    ),
  parallel: withDemand((item) => of(item), { concurrency: 3 }),
} satisfies Record<string, OperatorFunction<string, string>>;

const interceptors = {
  none: (request, next) => next(request),
  delay: (request, next) => next(request).pipe(delay(1)),
  later: (request, next) => next(request).pipe(mergeMap((item) => timer(1).pipe(map(() => item)), 1)),
} satisfies Record<string, Interceptor>;

interface Run {
  readonly sizes: readonly number[];
  readonly ofMain: Partial<Limits>;
  readonly ofRenderer: Partial<Limits>;
  readonly window: readonly [number, number] | undefined;
  readonly producer: 'main' | 'renderer' | 'input';
  readonly source: 'generator' | 'Observable';
  readonly operator: keyof typeof operators;
  readonly served: keyof typeof interceptors;
  readonly codec: typeof electronJson;
}

/** Runs one stream to its end, in virtual time. */
function runStream({ sizes, ofMain, ofRenderer, window, producer, source, operator, served, codec }: Run) {
  const scheduler = new TestScheduler(() => undefined);
  const items = sizes.map((size, index) => `${index}:${'x'.repeat(size)}`);
  const got: string[] = [];
  const log = { produced: 0, consumed: 0, ahead: 0, ended: '' };
  scheduler.run(() => {
    const [mainEnd, rendererEnd] = createMemoryLink({ scheduler });
    const main = createMain({ scheduler, codec, limits: ofMain });
    const webContents = main.connect(mainEnd);
    const renderer = createRenderer(rendererEnd, { scheduler, codec, limits: ofRenderer });
    const create = () =>
      source === 'generator'
        ? (function* () {
            for (const item of items) {
              log.ahead = Math.max(log.ahead, ++log.produced - log.consumed);
              yield item;
            }
          })()
        : interval(1).pipe(
            take(items.length),
            map((index) => items[index]!),
          );
    const handlers = {
      items: create,
      upload: (input$: Observable<string>) => input$.pipe(operators[operator]),
    };
    const options = { interceptors: [interceptors[served]] };
    expose(producer === 'renderer' ? renderer : main, contract, handlers as never, options);
    const owner = producer === 'renderer' ? webContents : renderer;
    const demand = window && { highWaterMark: window[0], highWaterMarkBytes: window[1] };
    const api = wrap(owner as typeof renderer, contract);
    const items$ =
      producer === 'input'
        ? api.upload(create(), demand)
        : api.items(undefined, demand).pipe(operators[operator]);
    items$.subscribe({
      next: (item) => {
        log.consumed++;
        got.push(item);
      },
      error: (error: Error) => (log.ended = error.message),
      complete: () => (log.ended = 'complete'),
    });
  });
  return { ...log, got, items };
}

describe('two ends with limits of their own', () => {
  const run = fc.record({
    sizes: fc.array(fc.nat({ max: 40 }), { maxLength: 80 }),
    ofMain: limits,
    ofRenderer: limits,
    window: fc.constant(undefined),
    producer: fc.constantFrom('main', 'renderer', 'input'),
    source: fc.constantFrom('generator', 'Observable'),
    operator: fc.constantFrom('plain', 'slow', 'twice', 'parallel'),
    served: fc.constantFrom('none', 'delay', 'later'),
    codec: fc.constantFrom(electronJson, structured),
  } as const) as fc.Arbitrary<Run>;

  it('agree on a window: a stream is slower but never stuck', () => {
    fc.assert(
      fc.property(run, (settings) => {
        const { got, items, ended } = runStream(settings);
        expect(ended).toBe('complete');
        expect(got).toEqual(items);
      }),
      { numRuns: 300 },
    );
  });

  it('hold a producer that can be paused to the smaller window', () => {
    const paused = run.map((settings): Run => ({ ...settings, source: 'generator', served: 'none' }));
    const window = fc.tuple(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 500 }));
    fc.assert(
      fc.property(paused, window, (settings, [items, bytes]) => {
        const asked = settings.producer === 'renderer' ? settings.ofMain : settings.ofRenderer;
        const granting = settings.producer === 'renderer' ? settings.ofRenderer : settings.ofMain;
        const smaller = [Math.min(items, asked.streamItems!), Math.min(bytes, asked.streamBytes!)] as const;
        const isInput = settings.producer === 'input';
        const {
          got,
          ended,
          ahead,
          items: all,
        } = runStream({ ...settings, window: isInput ? undefined : smaller });
        expect([ended, got.length]).toEqual(['complete', all.length]);
        const highWaterMark = isInput
          ? Math.min(64, asked.streamItems!, granting.streamItems!) * 2 + 2
          : Math.min(smaller[0], granting.streamItems!);
        expect(ahead).toBeLessThanOrEqual(highWaterMark);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['the producer grants fewer items', { streamItems: 16 }, {}],
    ['the producer grants fewer bytes', { streamBytes: 64 * 1024 }, {}],
    ['the consumer asks for fewer items', {}, { streamItems: 16 }],
    ['the consumer asks for fewer bytes', {}, { streamBytes: 64 * 1024 }],
    ['both grant one', { streamItems: 1, streamBytes: 1 }, { streamItems: 1, streamBytes: 1 }],
  ])('need no options of the caller: %s', (_what, ofMain, ofRenderer) => {
    for (const producer of ['main', 'renderer', 'input'] as const) {
      const sizes = Array.from({ length: 200 }, () => 10_000);
      const { got, ended } = runStream({
        sizes,
        ofMain,
        ofRenderer,
        window: undefined,
        producer,
        source: 'generator',
        operator: 'plain',
        served: 'none',
        codec: electronJson,
      });
      expect([ended, got.length]).toEqual(['complete', 200]);
    }
  });
});
