import { NEVER, type Observable, concat, firstValueFrom, of } from 'rxjs';
import {
  createMemoryLink,
  defineContract,
  expose,
  stream,
  structured,
  withDemand,
  wrap,
} from '../../index.js';
import { settled } from '../../../testing/turns.js';
import { recordUncaught } from '../../../testing/uncaught-errors.js';
import { contract, openCaller, serve, collect } from '../../../testing/ends.js';

const { uncaught } = recordUncaught();

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
    ['an Observable of another library that throws', () => ({ subscribe: fail })],
  ])('fails its stream: %s', async (_name, source) => {
    reads = 0;
    const { main, webContents, renderer, api } = openCaller();
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
    const { main, webContents, api } = openCaller();
    serve(main, source);
    const rows$ = api.rows(undefined, { highWaterMark: 2 });
    const subscription = rows$.pipe(withDemand(() => settled(1))).subscribe();
    await settled();
    subscription.unsubscribe();
    await settled();
    expect((await firstValueFrom(main.state$)).endpoints[webContents.id]).toMatchObject({ pending: [] });
    expect(uncaught).toEqual([]);
  });

  it('may return plain results, and promises of another library', async () => {
    const { main, api } = openCaller();
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
      sides: ReturnType<typeof openCaller>,
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
      const sides = openCaller();
      const log: string[] = [];
      async function* over(name: string, input$: AsyncIterable<unknown>) {
        try {
          for await (const item of input$) yield item;
          // A completion would make half an upload look like a whole one.
          log.push(`${name} is complete`);
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

  it('runs when the stream fails, by an item that cannot be sent or by a consumer that is too slow', async () => {
    let closed = 0;
    const { main, api } = openCaller({ codec: structured });
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

  it('runs when a promised source arrives after its consumer has left: the source is closed', async () => {
    let returned = 0;
    const { main, api } = openCaller();
    const opened = { [Symbol.asyncIterator]: () => ({ next: () => NEVER, return: () => returned++ }) };
    serve(main, () => settled(20).then(() => opened));
    const subscription = api.rows().subscribe();
    await settled(5);
    subscription.unsubscribe();
    await settled(30);
    expect(returned).toBe(1);
  });
});
