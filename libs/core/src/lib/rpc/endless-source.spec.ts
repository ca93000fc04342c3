import { NEVER, firstValueFrom, from, lastValueFrom, map, mergeWith, of, take, toArray } from 'rxjs';
import {
  defineContract,
  expose,
  stream,
  withDemand,
  wrap,
  type ExposeOptions,
  type StandardSchema,
  type StreamSource,
} from '../../index.js';
import { inProcess } from '../../../testing/in-process.js';
import { settled } from '../../../testing/turns.js';

const anything = (isAsync: boolean): StandardSchema<number> => ({
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: ((value: unknown) => (isAsync ? Promise.resolve({ value }) : { value })) as never,
  },
});

/** Emits without end within the call. It stops only when its subscriber is closed. */
function endless() {
  const log = { produced: 0, closed: 0 };
  function* numbers() {
    try {
      while (log.produced++ < 200_000) yield log.produced;
    } finally {
      log.closed++;
    }
  }
  return { log, endless$: from(numbers()) };
}

const ticks = defineContract('ticks', { ticks: stream<void, number>() });

const setUp = () => inProcess({ limits: { bufferedItems: 100 } });

describe('an Observable that never ends and emits within the call', () => {
  it.each<readonly [string, Partial<Parameters<typeof stream>[0]>, ExposeOptions]>([
    ['by itself', {}, {}],
    ['behind the check of its items', { output: anything(false) }, {}],
    ['behind an asynchronous check of its items', { output: anything(true) }, {}],
    ['behind an asynchronous check of its input', { input: anything(true) as never }, {}],
    ['behind an interceptor', {}, { interceptors: [(request, next) => next(request).pipe(map((x) => x))] }],
  ])('ends with its stream: %s', async (_how, schemas, options) => {
    const { main, open } = setUp();
    const contract = defineContract({ items: stream<void, number>(schemas as never) });
    const { log, endless$ } = endless();
    expose(main, contract, { items: () => endless$ }, options);
    const items$ = wrap(open().renderer, contract).items();
    await expect(lastValueFrom(items$)).rejects.toMatchObject({ code: 'ERR_CULVERT_OVERFLOW' });
    expect(log.closed).toBe(1);
    expect(log.produced).toBeLessThan(1000);
  });

  it.each<readonly [string, (remote$: ReturnType<typeof endless>['endless$']) => StreamSource<number>]>([
    ['merged into a stream of a third process', (remote$) => remote$],
    ['promised', (remote$) => Promise.resolve(remote$)],
  ])('ends with its stream: %s', async (_how, wrapped) => {
    const { main, open } = setUp();
    const third = open();
    expose(third.renderer, ticks, { ticks: () => NEVER });
    const { log, endless$ } = endless();
    const merged$ = wrap(third.webContents, ticks).ticks().pipe(mergeWith(endless$));
    expose(main, ticks, { ticks: () => wrapped(merged$) });
    const ticks$ = wrap(open().renderer, ticks).ticks();
    await expect(lastValueFrom(ticks$)).rejects.toMatchObject({ code: 'ERR_CULVERT_OVERFLOW' });
    expect(log.closed).toBe(1);
    expect(log.produced).toBeLessThan(1000);
  });

  it('ends with its consumer, as the inner Observable of withDemand', async () => {
    const { main, open } = setUp();
    expose(main, ticks, { ticks: () => of(1) });
    const { log, endless$ } = endless();
    const taken$ = wrap(open().renderer, ticks)
      .ticks()
      .pipe(
        withDemand(() => endless$),
        take(3),
        toArray(),
      );
    expect(await firstValueFrom(taken$)).toEqual([1, 2, 3]);
    expect(log).toEqual({ produced: 3, closed: 1 });
  });
});

it.each(['its handler is removed', 'main closes', 'its consumer closes'])(
  'a generator that ends its own stream runs its finally: %s',
  async (how) => {
    const { main, open } = setUp();
    const { renderer } = open();
    const log: string[] = [];
    const exposure = expose(main, ticks, {
      *ticks() {
        try {
          yield 1;
          yield 2;
          if (how === 'its handler is removed') exposure.unsubscribe();
          else if (how === 'main closes') main.close();
          else void renderer.close();
          yield 3;
          log.push('went on');
        } finally {
          log.push('closed');
        }
      },
    });
    const ticks$ = wrap(renderer, ticks).ticks(undefined, { highWaterMark: 1 }).pipe(toArray());
    await expect(firstValueFrom(ticks$)).rejects.toBeInstanceOf(Error);
    await settled();
    expect(log).toEqual(['closed']);
  },
);
