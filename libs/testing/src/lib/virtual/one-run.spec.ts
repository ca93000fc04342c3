import {
  NEVER,
  Subject,
  animationFrames,
  asyncScheduler,
  from,
  firstValueFrom,
  interval,
  map,
  of,
  take,
  timer,
} from 'rxjs';
import { takeVirtualTime } from '../one-run.js';
import type { IpcHelpers } from './ipc-helpers.js';
import { runIpc } from './run-ipc.js';
import { runIpcAsync } from './run-ipc-async.js';

function* ones(): Iterable<number> {
  for (;;) yield 1;
}

const endless = /does not end\. After 50000 steps, .*'\^----!'/;

/** Real time goes on, and another test can run. */
function expectRestored(): void {
  expect(Math.abs(asyncScheduler.now() - Date.now())).toBeLessThan(1000);
  expect(runIpc(() => 5)).toBe(5);
}

describe('a test without an end', () => {
  it.each<[string, (helpers: IpcHelpers) => void]>([
    ['an interval', ({ expectObservable }) => expectObservable(interval(5)).toBe('-----a', { a: 0 })],
    ['a source that never lets go', ({ expectObservable }) => expectObservable(from(ones())).toBe('')],
    [
      'an Observable within a value',
      ({ cold, expectObservable }) =>
        expectObservable(cold('-a', { a: from(ones()) })).toBe('-a', { a: cold('(x|)') }),
    ],
    [
      'a timer during a sync request',
      ({ main, renderer }) => {
        main.ipcMain.on('never', () => void interval(0).subscribe());
        timer(1).subscribe(() => void renderer.ipcRenderer.sendSync('never'));
      },
    ],
  ])('fails in runIpc: %s', (_name, test) => {
    expect(() => runIpc(test)).toThrow(endless);
    expectRestored();
  });

  it('may have a source that goes on behind its unsubscription', () => {
    runIpc(({ expectObservable }) => expectObservable(interval(5), '^------!').toBe('-----a', { a: 0 }));
  });

  it('rejects in runIpcAsync, and later runs are possible', async () => {
    const waits = runIpcAsync(async () => {
      interval(10).subscribe();
      await new Promise(() => undefined);
    });
    await expect(waits).rejects.toThrow(endless);
    expectRestored();
  });
});

describe('virtual time', () => {
  it('belongs to one run', async () => {
    const refused = /runIpc(Async)?: runIpc(Async)? is still running/;
    runIpc(({ expectObservable }) => {
      expect(() => runIpc(() => undefined)).toThrow(refused);
      // The refused run has taken no time from this one.
      expectObservable(timer(3)).toBe('---(a|)', { a: 0 });
    });
    await runIpcAsync(async () => {
      await firstValueFrom(timer(1));
      expect(() => runIpc(() => undefined)).toThrow(refused);
      await expect(runIpcAsync(() => undefined)).rejects.toThrow(refused);
    });
    const giveBack = takeVirtualTime('explore.inTurns');
    await expect(runIpcAsync(() => undefined)).rejects.toThrow('explore.inTurns is still running');
    giveBack();
    const other = takeVirtualTime('explore');
    giveBack();
    expect(() => runIpc(() => undefined)).toThrow('explore is still running');
    other();
    expectRestored();
  });

  it('has the frames of animations', () => {
    runIpc(({ animate, expectObservable }) => {
      animate('--x--x');
      expectObservable(
        animationFrames().pipe(
          take(2),
          map(({ elapsed }) => elapsed),
        ),
      ).toBe('--a--(b|)', { a: 2, b: 5 });
    });
  });
});

describe('an expectation behind the end of virtual time', () => {
  const uses: readonly [string, (helpers: IpcHelpers) => unknown][] = [
    ['expectObservable', ({ expectObservable }) => expectObservable(NEVER)],
    ['expectCall', ({ renderer, expectCall }) => expectCall(() => renderer.invoke$('x'))],
    ['expectMessages', ({ main, expectMessages }) => expectMessages(main.channel('x'))],
    ['expectState', ({ expectState }) => expectState(() => 1)],
    ['expectDrops', ({ expectDrops }) => expectDrops()],
    ['expectSubscriptions', ({ cold, expectSubscriptions }) => expectSubscriptions(cold('-').subscriptions)],
  ];

  it.each(uses)('is refused: %s', async (_name, use) => {
    const leaked = runIpc((helpers) => helpers);
    expect(() => use(leaked)).toThrow('Virtual time is over');
    const other = await runIpcAsync((helpers) => helpers as IpcHelpers);
    expect(() => use(other)).toThrow('Virtual time is over');
  });

  it('is refused after a test that has failed', () => {
    let leaked: IpcHelpers | undefined;
    expect(() =>
      runIpc((helpers) => {
        leaked = helpers;
        throw new Error('boom');
      }),
    ).toThrow('boom');
    expect(() => leaked!.expectObservable(NEVER)).toThrow('Virtual time is over');
  });

  it('rejects the promise that has made it', async () => {
    const late = runIpc(({ expectObservable }) => ({
      done: Promise.resolve().then(() => {
        expectObservable(of(1)).toBe('(a|)', { a: 2 });
      }),
    }));
    await expect(late.done).rejects.toThrow('Virtual time is over');
  });
});

describe('a value that changes behind its emission', () => {
  class Counter {
    n = 1;
  }

  it.each([
    ['an object', () => ({ n: 1 })],
    ['an instance', () => new Counter()],
  ])('is compared as it was: %s', (_name, make) => {
    const run = (n: number) =>
      runIpc(({ cold, expectObservable }) => {
        const sent = make();
        const values$ = new Subject<unknown>();
        expectObservable(values$).toBe('-a', { a: Object.assign(make(), { n }) });
        cold('-ab').subscribe((step) => {
          if (step === 'a') values$.next(sent);
          else sent.n = 2;
        });
      });
    expect(() => run(2)).toThrow(/n.{1,3}2\} was expected at 1 ms, but .*n.{1,3}1\} came/);
    run(1);
  });

  it('is compared as it was with another Observable', () => {
    expect(() =>
      runIpc(({ cold, expectObservable }) => {
        const sent = { n: 1 };
        const values$ = cold('-a-b').pipe(
          map((step) => (step === 'a' ? sent : Object.assign(sent, { n: 2 }))),
        );
        expectObservable(values$).toEqual(cold('-a-a', { a: { n: 2 } }));
      }),
    ).toThrow('is not as drawn');
  });
});

describe('the drawing of an expectation', () => {
  it('is given once', () => {
    expect(() =>
      runIpc(({ expectObservable }) => {
        const expected = expectObservable(of(1));
        expected.toBe('(a|)', { a: 2 });
        expected.toBe('(a|)', { a: 1 });
      }),
    ).toThrow('has a drawing already');
  });
});
