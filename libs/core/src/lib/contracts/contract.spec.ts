import { firstValueFrom, from, interval, map, Observable, Subject, take, throwError, toArray } from 'rxjs';
import {
  call,
  defineContract,
  event,
  expose,
  registerError,
  stream,
  structured,
  sync,
  withDemand,
  wrap,
  type ConnectInfo,
  type MainOptions,
  type RouterState,
} from '../../index.js';
import { inProcess, type Opened } from '../../../testing/in-process.js';

class NoSuchProcess extends Error {
  readonly code = 'ESRCH';
  readonly data: { readonly pid: number };
  constructor(pid: number, options?: ErrorOptions) {
    super(`There is no process ${pid}.`, options);
    this.data = { pid };
  }
}
registerError(NoSuchProcess);

const contract = defineContract({
  kill: call<{ pid: number }, string>(),
  samples: stream<{ count: number }, number>(),
  theme: event<string>(),
  config: sync<[name: string], { name: string }>(),
});

const offered = defineContract('window', {
  title: call<void, string>(),
  clicks: stream<void, number>(),
});

function setUp(options: MainOptions = {}, infos: readonly ConnectInfo[] = [{}]) {
  const { main, open } = inProcess(options);
  const sides = infos.map((info) => open(info));
  return { main, sides, ...sides[0]! };
}

async function openOf(main: { readonly state$: Observable<RouterState> }): Promise<number> {
  const { endpoints } = await firstValueFrom(main.state$);
  return Object.values(endpoints).reduce(
    (sum, { pending, serving }) => sum + pending.length + serving.length,
    0,
  );
}

describe('a contract that main offers', () => {
  it('answers calls, with the verified sender', async () => {
    const { main, renderer, webContents } = setUp();
    expose(main, contract, {
      kill: ({ pid }, { sender }) => `${sender.id} ${sender.kind} killed ${pid}`,
      samples: ({ count }) => from(Array.from({ length: count }, (_, index) => index)),
      config: ([name]) => ({ name }),
    });
    const api = wrap(renderer, contract);
    expect(await api.kill({ pid: 7 })).toBe(`${webContents.id} window killed 7`);
    expect(await firstValueFrom(api.samples({ count: 1000 }).pipe(toArray()))).toEqual(
      Array.from({ length: 1000 }, (_, index) => index),
    );
    expect(api.config('x')).toEqual({ name: 'x' });
    expect(await renderer.ipcRenderer.invoke('kill', { pid: 8 })).toBe(`${webContents.id} window killed 8`);
    expect(await openOf(main)).toBe(0);
  });

  it('iterates, with demand', async () => {
    const { main, renderer } = setUp();
    let produced = 0;
    expose(main, contract, {
      kill: () => '',
      async *samples({ count }) {
        for (let index = 0; index < count; index++) {
          produced++;
          yield index;
        }
      },
      config: ([name]) => ({ name }),
    });
    const api = wrap(renderer, contract);
    let consumed = 0;
    let ahead = 0;
    for await (const item of api.samples({ count: 1000 }, { highWaterMark: 8 })) {
      expect(item).toBe(consumed);
      ahead = Math.max(ahead, produced - consumed);
      consumed++;
      if (consumed % 100 === 0) await firstValueFrom(interval(1));
      if (consumed === 500) break;
    }
    expect(ahead).toBeLessThanOrEqual(8);
    await firstValueFrom(interval(5));
    expect(await openOf(main)).toBe(0);
  });

  it('keeps errors', async () => {
    const { main, renderer } = setUp({}, [{ kind: 'worker' }]);
    expose(main, contract, {
      kill: ({ pid }) => {
        throw new NoSuchProcess(pid, { cause: new AggregateError([new TypeError('one'), 'two'], 'both') });
      },
      samples: () => throwError(() => new NoSuchProcess(1)),
      config: () => {
        throw new NoSuchProcess(3);
      },
    });
    const api = wrap(renderer, contract);
    const error = (await api.kill({ pid: 7 }).catch((reason: unknown) => reason)) as NoSuchProcess;
    expect(error).toBeInstanceOf(NoSuchProcess);
    expect(error).toMatchObject({ code: 'ESRCH', data: { pid: 7 }, message: 'There is no process 7.' });
    expect(error.cause).toBeInstanceOf(AggregateError);
    expect((error.cause as AggregateError).errors).toEqual([new TypeError('one'), 'two']);
    expect(error.stack).toMatch(/contract\.spec\.ts[\s\S]+in another process[\s\S]+contract\.spec\.ts/);
    await expect(firstValueFrom(api.samples({ count: 1 }))).rejects.toBeInstanceOf(NoSuchProcess);
    expect(() => api.config('x')).toThrow(NoSuchProcess);
  });
});

describe('a contract that a renderer offers', () => {
  it('serves main and other renderers', async () => {
    const { main, sides } = setUp({}, [{}, {}]);
    const [first, second] = sides as [Opened, Opened];
    let torn = 0;
    expose(first.renderer, offered, {
      title: (_input, { sender }) => `for ${sender.id}`,
      clicks: () =>
        new Observable((subscriber) => {
          for (let n = 0; n < 3; n++) subscriber.next(n);
          return () => torn++;
        }),
    });
    const byMain = wrap(first.webContents, offered);
    expect(await byMain.title()).toBe('for 0');
    expect(await firstValueFrom(byMain.clicks().pipe(take(3), toArray()))).toEqual([0, 1, 2]);
    await second.renderer.ready;
    const byOther = wrap(second.renderer, offered, { to: first.renderer.id });
    expect(await byOther.title()).toBe(`for ${second.renderer.id}`);
    expect(await firstValueFrom(byOther.clicks().pipe(take(3), toArray()))).toEqual([0, 1, 2]);
    await firstValueFrom(interval(5));
    expect(torn).toBe(2);
    expect(await openOf(main)).toBe(0);
    await expect(wrap(second.renderer, offered, { to: 99 }).title()).rejects.toMatchObject({
      code: 'ERR_CULVERT_UNKNOWN_TARGET',
    });
    await expect(wrap(first.renderer, offered, { to: 2 }).title()).rejects.toMatchObject({
      code: 'ERR_CULVERT_NO_HANDLER',
    });
    const waiting = [
      firstValueFrom(byMain.clicks().pipe(toArray())),
      firstValueFrom(byOther.clicks().pipe(toArray())),
    ];
    await firstValueFrom(interval(5));
    first.renderer.close();
    for (const promise of waiting)
      await expect(promise).rejects.toMatchObject({ code: 'ERR_CULVERT_DISCONNECTED' });
    await expect(byMain.title()).rejects.toMatchObject({ code: 'ERR_CULVERT_DISCONNECTED' });
    expect(await openOf(main)).toBe(0);
  });
});

describe('events', () => {
  it('go both ways', async () => {
    const { main, renderer, webContents } = setUp();
    const got: string[] = [];
    wrap(renderer, contract).theme.subscribe((theme) => got.push(theme));
    wrap(webContents, contract).theme.subscribe((theme) => got.push(theme));
    wrap(webContents, contract).theme.next('dark');
    wrap(main, contract).theme.next('light');
    wrap(renderer, contract).theme.next('up');
    await firstValueFrom(interval(5));
    expect(got.sort()).toEqual(['dark', 'light', 'up']);
  });
});

const echo = defineContract({ search: stream<Observable<string>, string>() });

describe('a stream with a stream as its input', () => {
  it('goes both ways', async () => {
    const { main, renderer } = setUp();
    expose(main, echo, { search: (input$) => input$.pipe(map((text) => text.toUpperCase())) });
    const keys = new Subject<string>();
    const got: string[] = [];
    wrap(renderer, echo)
      .search(keys)
      .subscribe((text) => got.push(text));
    await firstValueFrom(interval(5));
    expect(keys.observed).toBe(true);
    keys.next('a');
    keys.next('b');
    await firstValueFrom(interval(5));
    keys.complete();
    await firstValueFrom(interval(5));
    expect(got).toEqual(['A', 'B']);
    expect(await openOf(main)).toBe(0);
  });
});

describe('withDemand', () => {
  it('is never more than the high-water mark behind', async () => {
    const { main, renderer } = setUp({ codec: structured });
    let produced = 0;
    expose(main, contract, {
      kill: () => new Promise<never>(() => undefined),
      *samples({ count }) {
        for (let index = 0; index < count; index++) {
          produced++;
          yield index;
        }
      },
      config: ([name]) => ({ name }),
    });
    const api = wrap(renderer, contract);
    let running = 0;
    let done = 0;
    let ahead = 0;
    const result = await firstValueFrom(
      api.samples({ count: 200 }, { highWaterMark: 4 }).pipe(
        withDemand(async (item) => {
          running++;
          ahead = Math.max(ahead, produced - done);
          expect(running).toBe(1);
          await Promise.resolve();
          running--;
          done++;
          return item;
        }),
        toArray(),
      ),
    );
    expect(result).toHaveLength(200);
    expect(ahead).toBeLessThanOrEqual(4);
    await firstValueFrom(interval(5));
    expect(await openOf(main)).toBe(0);
  });
});
