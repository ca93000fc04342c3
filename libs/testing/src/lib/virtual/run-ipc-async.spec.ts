import { call, defineContract, expose, wrap } from '@culvert/core';
import { asyncScheduler, firstValueFrom, interval, lastValueFrom, map, of, take, timer } from 'rxjs';
import { runIpc } from './run-ipc.js';
import { runIpcAsync } from './run-ipc-async.js';

const contract = defineContract({ double: call<number, number>() });

describe('runIpcAsync', () => {
  it('lets the body and the handlers of main await, in virtual time', async () => {
    const result = await runIpcAsync(async ({ main, renderer, link, expectObservable, expectCall }) => {
      link({ latency: '3ms' });
      expose(main, contract, {
        double: async (n) => {
          await firstValueFrom(timer(10));
          return 2 * n;
        },
      });
      const api = wrap(renderer, contract);
      const first = await api.double(2);
      expectObservable(of(first)).toBe('16ms (a|)', { a: 4 });
      expectObservable(timer(5)).toBe('21ms (a|)', { a: 0 });
      expectCall(() => api.double(first)).toBe('32ms (a|)', { a: 8 });
      const second = await api.double(first);
      return [first, second];
    });
    expect(result).toEqual([4, 8]);
  });

  it('compares what is expected after an await', async () => {
    await expect(
      runIpcAsync(async ({ expectObservable }) => {
        await firstValueFrom(timer(3));
        expectObservable(of(1)).toBe('---(a|)', { a: 999 });
      }),
    ).rejects.toThrow('expectObservable(…) is not as drawn');
  });

  it('settles promises before the next step, however long their chain is', async () => {
    await runIpcAsync(async ({ cold, expectObservable }) => {
      const seen: string[] = [];
      cold('a-b').subscribe((value) => seen.push(value));
      await firstValueFrom(timer(1));
      for (let nth = 0; nth < 1000; nth++) await Promise.resolve();
      expect(seen).toEqual(['a']);
      await new Promise((resolve) => process.nextTick(resolve));
      expect(seen).toEqual(['a']);
      expectObservable(cold('-c')).toBe('--c');
    });
  });

  it('rejects with the error of its body, and of an action', async () => {
    await expect(
      runIpcAsync(async () => {
        await firstValueFrom(timer(3));
        throw new RangeError('mine');
      }),
    ).rejects.toThrow(RangeError);
    await expect(runIpcAsync(({ expectCall }) => expectCall(() => 1).toBe('|'))).rejects.toThrow('no call');
    await expect(
      runIpcAsync(() => {
        throw new RangeError('at once');
      }),
    ).rejects.toThrow('at once');
  });

  it.each<[string, (done: () => void) => unknown]>([
    ['setTimeout', (done) => setTimeout(done)],
    ['setInterval', (done) => setInterval(done)],
    ['setImmediate', (done) => setImmediate(done)],
  ])('rejects a body that uses %s, and gives it back', async (name, start) => {
    const native = [setTimeout, setInterval, setImmediate];
    const refused = {
      code: 'ERR_CULVERT_INVALID_ARGUMENT',
      message: expect.stringContaining(`${name} has no`),
    };
    await expect(runIpcAsync(() => new Promise<void>((resolve) => start(resolve)))).rejects.toMatchObject(
      refused,
    );
    const caught = runIpcAsync(() => {
      try {
        start(() => undefined);
      } catch {
        // The test still fails.
      }
    });
    await expect(caught).rejects.toMatchObject(refused);
    expect([setTimeout, setInterval, setImmediate]).toEqual(native);
  });

  it('rejects a body that waits for what never comes', async () => {
    await expect(
      runIpcAsync(async () => {
        await firstValueFrom(timer(7));
        await new Promise(() => undefined);
      }),
    ).rejects.toMatchObject({
      code: 'ERR_CULVERT_INVALID_ARGUMENT',
      message: expect.stringContaining('nothing is left to happen in virtual time'),
    });
  });

  it('refuses a second run, also of runIpc, and both run after it', async () => {
    const running = runIpcAsync(() => firstValueFrom(timer(1)));
    const refused = expect.objectContaining({ message: expect.stringContaining('still running') });
    await expect(runIpcAsync(() => 1)).rejects.toEqual(refused);
    expect(() => runIpc(() => 1)).toThrow(refused as Error);
    await running;
    expect(runIpc(() => 1)).toBe(1);
    expect(await runIpcAsync(() => 1)).toBe(1);
  });

  it('gives RxJS its own clock and timers back, after a failure as well', async () => {
    for (const test of [() => 1, () => Promise.reject(new Error('no'))] as const) {
      await runIpcAsync(test).catch(() => undefined);
      const before = Date.now();
      expect(asyncScheduler.now()).toBeGreaterThanOrEqual(before);
      await firstValueFrom(timer(1));
    }
  });

  it('works under fake timers', async () => {
    jest.useFakeTimers();
    try {
      expect(await runIpcAsync(() => firstValueFrom(timer(1_000_000)))).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  it('has hot Observables, and intervals that are unsubscribed', async () => {
    await runIpcAsync(async ({ hot, expectObservable }) => {
      expectObservable(hot('-a-b')).toBe('-a-b');
      await lastValueFrom(interval(2).pipe(take(3)));
      expectObservable(hot('-a-b').pipe(map((value) => value.toUpperCase()))).toBe('------ -A-B');
    });
  });

  it.each([
    ['no test', [], 'runIpcAsync needs a test'],
    ['an unknown option', [() => 1, { scheduler: undefined }], "runIpcAsync has no option 'scheduler'"],
  ])('refuses %s', async (_name, args, message) => {
    await expect((runIpcAsync as (...given: unknown[]) => Promise<unknown>)(...args)).rejects.toMatchObject({
      code: 'ERR_CULVERT_INVALID_ARGUMENT',
      message: expect.stringContaining(message),
    });
  });
});
