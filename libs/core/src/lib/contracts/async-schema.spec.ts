import { firstValueFrom, from, map, of, timer, toArray, type Observable } from 'rxjs';
import {
  defineContract,
  expose,
  stream,
  sync,
  withDemand,
  wrap,
  type StandardSchema,
  type StreamSource,
} from '../../index.js';
import { inProcess } from '../../../testing/in-process.js';
import { turns } from '../../../testing/turns.js';

/** Refuses all but numbers, after shorter and shorter delays. Concurrent checks would thus end out of order. */
function slowNumber(thenable: (value: Promise<unknown>) => unknown): StandardSchema<number> {
  let wait = 5;
  const validate = (value: unknown) =>
    thenable(
      turns((wait = (wait + 3) % 5)).then(() =>
        typeof value === 'number' ? { value: value * 10 } : { issues: [{ message: 'expected a number' }] },
      ),
    );
  return { '~standard': { version: 1, vendor: 'test', validate: validate as never } };
}

const makes: readonly (readonly [string, (value: Promise<unknown>) => unknown])[] = [
  ['a promise', (promise) => promise],
  ['a thenable of another library', (promise) => ({ then: promise.then.bind(promise) })],
];

describe.each(makes)('a schema that answers with %s', (_name, thenable) => {
  function setUp() {
    const { main, open } = inProcess();
    const schema = slowNumber(thenable);
    const contract = defineContract('slow', {
      out: stream<void, number>({ output: schema }),
      both: stream<Observable<number>, number>({ input: schema as never }),
      now: sync<[], number>({ output: schema }),
    });
    return { main, contract, api: wrap(open().renderer, contract) };
  }

  it('is awaited item by item, in order, and within the demand', async () => {
    const { main, contract, api } = setUp();
    let produced = 0;
    let ahead = 0;
    function* endless() {
      for (;;) yield produced++;
    }
    const sources: (() => StreamSource<number>)[] = [() => of(1, 2, 3), endless, () => [1, 2, 'x' as never]];
    let done = 0;
    expose(main, contract, {
      out: () => sources.shift()!(),
      both: (input$) =>
        input$.pipe(
          withDemand((item) => {
            ahead = Math.max(ahead, produced - done);
            return timer(1).pipe(map(() => (done++, item)));
          }),
        ),
      now: () => 1,
    });
    expect(await firstValueFrom(api.out().pipe(toArray()))).toEqual([10, 20, 30]);
    const got: number[] = [];
    for await (const item of api.out(undefined, { highWaterMark: 2 })) if (got.push(item) === 5) break;
    expect(got).toEqual([0, 10, 20, 30, 40]);
    expect(produced).toBeLessThan(10);
    await expect(firstValueFrom(api.out().pipe(toArray()))).rejects.toMatchObject({
      code: 'ERR_CULVERT_INVALID_OUTPUT',
    });
    produced = 0;
    function* numbers() {
      while (produced < 150) yield produced++;
    }
    const echoed = await firstValueFrom(api.both(numbers()).pipe(toArray()));
    expect(echoed).toEqual(Array.from({ length: 150 }, (_, index) => index * 10));
    expect(ahead).toBeLessThanOrEqual(65);
    const refused = firstValueFrom(api.both(from([1, 'x' as never, 3])).pipe(toArray()));
    await expect(refused).rejects.toMatchObject({ code: 'ERR_CULVERT_INVALID_INPUT' });
  });

  it('is awaited by a sync member as well, if the transport can wait', async () => {
    const { main, contract, api } = setUp();
    const asked = jest.fn(() => 1);
    expose(main, contract, { out: () => of(1), both: (input$) => input$, now: asked });
    // Both ends of a memory link share the thread that would have to wait.
    expect(() => api.now()).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_SYNC_WOULD_DEADLOCK' }) as Error,
    );
    await turns(20);
    expect(asked).toHaveBeenCalledTimes(1);
    expect((await firstValueFrom(main.state$)).endpoints[1]).toMatchObject({ pending: [], serving: [] });
  });

  it.each<readonly [string, () => unknown]>([
    ['Symbol.observable', () => ({ [Symbol.observable ?? '@@observable']: () => of(1, 2) })],
    ['subscribe', () => ({ subscribe: (observer: never) => of(1, 2).subscribe(observer) })],
    ['an iterator', () => [1, 2].values()],
  ])('takes an input of any make: %s', async (_what, input) => {
    const { main, contract, api } = setUp();
    expose(main, contract, { out: () => of(1), both: (input$) => input$, now: () => 1 });
    expect(await firstValueFrom(api.both(input() as never).pipe(toArray()))).toEqual([10, 20]);
  });
});
