import { NEVER, Observable, defer, firstValueFrom, retry, toArray } from 'rxjs';
import { call, defineContract, expose, stream, wrap, type Interceptor } from '../../index.js';
import { inProcess } from '../../../testing/in-process.js';
import { settled } from '../../../testing/turns.js';

const contract = defineContract('peer', {
  ticks: stream<void, number>(),
  save: stream<Observable<number>, number>(),
  ask: call<void, number>(),
});
const handlers = { ticks: () => NEVER, save: () => NEVER, ask: () => NEVER as never };

function setUp() {
  const { main, open } = inProcess();
  const { webContents, renderer } = open();
  expose(main, contract, handlers);
  expose(renderer, contract, handlers);
  return { main, webContents, renderer };
}

/** Counts the subscriptions. A loop within one call would never let a timer run. */
function counted<T>(source$: Observable<T>) {
  const counter = { count: 0 };
  const counted$ = defer(() => {
    if (++counter.count > 5000) throw new Error('This is a loop within the call.');
    return source$;
  });
  return { counter, counted$ };
}

describe('retry() without a delay', () => {
  it.each<readonly [string, (sides: ReturnType<typeof setUp>) => readonly [Observable<unknown>, () => void]]>(
    [
      [
        'main, of a renderer that is gone',
        ({ webContents, renderer }) => [wrap(webContents, contract).ticks(), () => void renderer.close()],
      ],
      [
        'a renderer, of a main that is gone',
        ({ main, renderer }) => [wrap(renderer, contract).ticks(), () => main.close()],
      ],
      [
        'a renderer that has closed itself',
        ({ renderer }) => [wrap(renderer, contract).ticks(), () => void renderer.close()],
      ],
    ],
  )('leaves its process alive: %s', async (_who, ask) => {
    const [ticks$, end] = ask(setUp());
    const { counter, counted$ } = counted(ticks$);
    const errors: unknown[] = [];
    const subscription = counted$.pipe(retry()).subscribe({ error: (error) => errors.push(error) });
    await settled();
    end();
    await settled();
    subscription.unsubscribe();
    expect(counter.count).toBeGreaterThan(1);
    expect(counter.count).toBeLessThan(1000);
    expect(errors).toEqual([]);
  });

  it('does not block its process around a call', async () => {
    const { webContents, renderer } = setUp();
    void renderer.close();
    await settled();
    let count = 0;
    const retrying: Interceptor = (request, next) =>
      defer(() => {
        count++;
        return next(request);
      }).pipe(retry(10));
    await expect(wrap(webContents, contract, { interceptors: [retrying] }).ask()).rejects.toMatchObject({
      code: 'ERR_CULVERT_DISCONNECTED',
    });
    expect(count).toBe(11);
  });

  it('does not block its process around an input that its caller fails', async () => {
    const { main, open } = inProcess();
    const counters: { count: number }[] = [];
    expose(main, contract, {
      ...handlers,
      save: (input$) => {
        const { counter, counted$ } = counted(input$);
        counters.push(counter);
        return counted$.pipe(retry());
      },
    });
    const failing$ = new Observable<number>((subscriber) => subscriber.error(new RangeError('no disk')));
    const subscription = wrap(open().renderer, contract).save(failing$).subscribe();
    await settled();
    subscription.unsubscribe();
    await settled();
    const [{ count }] = counters as [{ count: number }];
    expect(count).toBeGreaterThan(1);
    await settled();
    expect(counters[0]!.count).toBe(count);
  });
});

it('an iterator is done after return(), even if its stream has failed since', async () => {
  const { main, renderer } = setUp();
  const failing = defineContract('failing', { items: stream<void, number>() });
  expose(main, failing, {
    items: () =>
      new Observable((subscriber) => {
        subscriber.next(1);
        subscriber.error(new RangeError('out'));
      }),
  });
  const items$ = wrap(renderer, failing).items();
  const iterator = items$[Symbol.asyncIterator]();
  expect(await iterator.next()).toEqual({ done: false, value: 1 });
  await settled();
  expect(await iterator.return?.()).toEqual({ done: true, value: undefined });
  expect(await iterator.next()).toEqual({ done: true, value: undefined });
  await expect(firstValueFrom(items$.pipe(toArray()))).rejects.toBeInstanceOf(RangeError);
});
