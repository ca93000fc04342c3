import { call, defineContract, event, expose, stream, withDemand, wrap } from '@culvert/core/contract';
import {
  Subject,
  delay,
  map,
  mergeMap,
  of,
  retry,
  shareReplay,
  switchMap,
  take,
  throwError,
  timer,
  type Observable,
} from 'rxjs';
import type { IpcHelpers } from '../virtual/ipc-helpers.js';
import { runIpc } from '../virtual/run-ipc.js';
import { openCalls$ } from '../../../testing/open-calls.js';

const contract = defineContract({
  letters: stream<string, string>(),
  double: call<number, number>(),
  upper: stream<Observable<string>, string>(),
  theme: event<string>(),
});

/** Collects letters, and the code of the final error. */
function into(codes$: Subject<string>) {
  return {
    next: (letter: string) => codes$.next(letter),
    error: ({ code }: { code: string }) => codes$.next(code),
  };
}

/** Main produces letters as a test draws them, and the test draws each end as well. */
function setUp({ main, renderer, cold }: IpcHelpers, marbles: string, error: unknown = new Error('no')) {
  const sources: ReturnType<typeof cold>[] = [];
  expose(main, contract, {
    letters: () => {
      const source = cold(marbles, undefined, error);
      sources.push(source);
      return source;
    },
    double: (n) => 2 * n,
    upper: (input$) => input$.pipe(map((text) => text.toUpperCase())),
  });
  return { api: wrap(renderer, contract), sources };
}

describe('a remote stream, as marbles', () => {
  it('is its producer, later by one round trip', () => {
    runIpc((helpers) => {
      const { api, sources } = setUp(helpers, '-a-(bc)-|');
      helpers.link({ latency: '3ms' });
      helpers.expectObservable(api.letters('')).toBe('-------a-(bc)-|');
      helpers.expectObservable(openCalls$(helpers.main)).toBe('0--1-------0');
      helpers.flush();
      helpers.expectSubscriptions(sources[0]!.subscriptions).toBe('---^-------!');
    });
  });

  it('fails as its producer does, with the items before the error', () => {
    runIpc((helpers) => {
      const { api } = setUp(helpers, '-a-#', new TypeError('broken'));
      helpers.link({ latency: '1ms' });
      const errors$ = new Subject<unknown>();
      helpers.expectObservable(errors$).toBe('-----e', { e: ['TypeError', 'broken'] });
      helpers
        .expectObservable(api.letters('').pipe(map((letter) => letter)))
        .toBe('---a-#', undefined, new TypeError('broken'));
      api.letters('').subscribe({ error: (error: Error) => errors$.next([error.name, error.message]) });
    });
  });

  it('ends its producer when it is unsubscribed', () => {
    runIpc((helpers) => {
      const { api, sources } = setUp(helpers, '-a-b-c-d-e-f');
      helpers.link({ latency: '2ms' });
      helpers.expectObservable(api.letters(''), '^------!').toBe('-----a-');
      helpers.expectObservable(openCalls$(helpers.main)).toBe('0-1------0');
      helpers.flush();
      helpers.expectSubscriptions(sources[0]!.subscriptions).toBe('--^------!');
    });
  });

  it('fails when its wire is cut, and its producer ends', () => {
    runIpc((helpers) => {
      const { api, sources } = setUp(helpers, '-a-b-c-d-e-f');
      helpers.link({ latency: '1ms', disconnect: '------!' });
      const codes$ = new Subject<string>();
      helpers.expectObservable(codes$).toBe('---a-b(e)', { a: 'a', b: 'b', e: 'ERR_CULVERT_DISCONNECTED' });
      api.letters('').subscribe(into(codes$));
      helpers.flush();
      helpers.expectSubscriptions(sources[0]!.subscriptions).toBe('-^----!');
    });
  });

  it('times out, and its producer ends', () => {
    runIpc((helpers) => {
      const { api, sources } = setUp(helpers, '-a-b-c-d-e-f');
      const codes$ = new Subject<string>();
      helpers.expectObservable(codes$).toBe('-a-b-e', { a: 'a', b: 'b', e: 'ERR_CULVERT_TIMEOUT' });
      api.letters('', { timeout: 5 }).subscribe(into(codes$));
      helpers.flush();
      helpers.expectSubscriptions(sources[0]!.subscriptions).toBe('^----!');
    });
  });

  it('is cold: shareReplay runs one producer, retry and switchMap a new one each time', () => {
    runIpc((helpers) => {
      const { api, sources } = setUp(helpers, '-a-b|');
      const shared$ = api.letters('').pipe(shareReplay(1));
      helpers.expectObservable(shared$).toBe('-a-b|');
      helpers.expectObservable(shared$, '--^').toBe('--ab|');
      helpers.flush();
      expect(sources).toHaveLength(1);
    });
    runIpc((helpers) => {
      const { api, sources } = setUp(helpers, '-a#');
      helpers.expectObservable(api.letters('').pipe(retry(2), take(3))).toBe('-a-a-(a|)');
      helpers.flush();
      expect(sources.map(({ subscriptions }) => subscriptions.length)).toEqual([1, 1, 1]);
    });
    runIpc((helpers) => {
      const { api, sources } = setUp(helpers, '-a-b-c');
      const keys$ = helpers.cold('x---y----(z|)');
      helpers
        .expectObservable(
          keys$.pipe(switchMap((key) => api.letters(key).pipe(map((letter) => letter + key)))),
          '^------------------!',
        )
        .toBe('-1-2-3-4--5-6-7', { 1: 'ax', 2: 'bx', 3: 'ay', 4: 'by', 5: 'az', 6: 'bz', 7: 'cz' });
      helpers.flush();
      helpers.expectSubscriptions(sources[0]!.subscriptions).toBe('^---!');
      helpers.expectSubscriptions(sources[1]!.subscriptions).toBe('----^----!');
    });
  });

  it('sends the items of one turn as one message', () => {
    runIpc((helpers) => {
      const { api } = setUp(helpers, '-(abcde)-(f|)');
      helpers.link({ latency: '1ms' });
      const delivered: string[] = [];
      helpers.main.inspect$.subscribe((item) => {
        if (item.kind !== 'event') return;
        for (const effect of item.effects) {
          if (effect.type === 'deliver' && effect.message.kind === 'items')
            delivered.push(String(effect.message.sizes.length));
        }
      });
      helpers.expectObservable(api.letters('')).toBe('---(abcde)-(f|)');
      helpers.flush();
      expect(delivered).toEqual(['5', '1']);
    });
  });

  it('applies its policy to a hot source while the consumer takes one item each 10 ms', () => {
    const consume = (overflow: 'buffer' | 'latest' | 'drop', bufferSize = 100) => {
      const log: string[] = [];
      runIpc((helpers) => {
        const { api } = setUp(helpers, 'abcdefghij|');
        api
          .letters('', { highWaterMark: 2, overflow, bufferSize })
          .pipe(withDemand((letter) => of(letter).pipe(delay(10))))
          .subscribe({
            next: (letter) => log.push(letter),
            error: ({ code }: { code: string }) => log.push(code),
            complete: () => log.push('|'),
          });
        helpers.flush();
      });
      return log.join(' ');
    };
    expect(consume('buffer')).toBe('a b c d e f g h i j |');
    expect(consume('latest')).toBe('a b j |');
    expect(consume('drop')).toBe('a b |');
    expect(consume('buffer', 3)).toBe('ERR_CULVERT_OVERFLOW');
  });

  it('fails at once with the policy error', () => {
    runIpc((helpers) => {
      const { api } = setUp(helpers, 'abc|');
      const codes$ = new Subject<string>();
      api
        .letters('', { highWaterMark: 1, overflow: 'error' })
        .pipe(withDemand((letter) => timer(5).pipe(map(() => letter))))
        .subscribe({ error: ({ code }: { code: string }) => codes$.next(code) });
      helpers.expectObservable(codes$).toBe('-e', { e: 'ERR_CULVERT_OVERFLOW' });
    });
  });
});

describe('streams between renderers, as marbles', () => {
  it('go through main, with the latency of both wires', () => {
    runIpc((helpers) => {
      helpers.link({ latency: '2ms' });
      const far = helpers.link({ latency: '3ms' });
      const { cold } = helpers;
      const offer = defineContract({ letters: stream<void, string>() });
      const source = cold('-a-b-c-d');
      expose(far.renderer, offer, { letters: () => source });
      const api = wrap(helpers.renderer, offer, { to: far.renderer.id });
      helpers.expectObservable(api.letters(), '^------------!').toBe('-----------a-');
      helpers.flush();
      helpers.expectSubscriptions(source.subscriptions).toBe('-----^------------!');
    });
  });

  it('fail once when the provider is gone', () => {
    runIpc((helpers) => {
      const far = helpers.link({ latency: '1ms' });
      const other = helpers.link({ latency: '1ms', disconnect: '-----!' });
      const offer = defineContract({ letters: stream<void, string>() });
      expose(other.renderer, offer, { letters: () => helpers.cold('a-b-c-d') });
      const log$ = new Subject<string>();
      wrap(far.renderer, offer, { to: other.renderer.id })
        .letters()
        .subscribe({
          next: (letter) => log$.next(letter),
          error: ({ code }: { code: string }) => log$.next(code),
        });
      helpers.expectObservable(log$).toBe('----a-e', { a: 'a', e: 'ERR_CULVERT_DISCONNECTED' });
    });
  });
});

describe('a stream with a stream as its input, as marbles', () => {
  it('carries the items there and the answers back', () => {
    runIpc((helpers) => {
      const { api } = setUp(helpers, '');
      helpers.link({ latency: '1ms' });
      const input$ = helpers.hot('---a-b-c|');
      helpers.expectObservable(api.upper(input$)).toBe('-----A-B-C|');
      helpers.flush();
      // From the handler's own subscription on, which takes one round trip.
      helpers.expectSubscriptions(input$.subscriptions).toBe('--^-----!');
    });
  });

  it('passes errors of the input on, and unsubscribes from the input when it is unsubscribed', () => {
    runIpc((helpers) => {
      const { api } = setUp(helpers, '');
      helpers
        .expectObservable(api.upper(throwError(() => new RangeError('in'))))
        .toBe('#', undefined, new RangeError('in'));
    });
    runIpc((helpers) => {
      const { api } = setUp(helpers, '');
      const input$ = helpers.hot('-a-b-c-d-e');
      helpers.expectObservable(api.upper(input$), '^---!').toBe('-A-B-');
      helpers.flush();
      helpers.expectSubscriptions(input$.subscriptions).toBe('^---!');
    });
  });
});

describe('relaying', () => {
  it('slows the first producer down to the last consumer', () => {
    runIpc((helpers) => {
      const far = helpers.link();
      const offer = defineContract('far', { numbers: stream<void, number>() });
      let produced = 0;
      expose(far.renderer, offer, {
        *numbers() {
          for (; produced < 100;) yield ++produced;
        },
      });
      const relayed = defineContract({ numbers: stream<void, number>() });
      expose(helpers.main, relayed, {
        numbers: () => wrap(far.webContents, offer).numbers(undefined, { highWaterMark: 4 }),
      });
      const log: number[] = [];
      wrap(far.renderer, relayed)
        .numbers(undefined, { highWaterMark: 4 })
        .pipe(
          withDemand((n) => timer(10).pipe(map(() => n))),
          mergeMap((n) => [n, produced - n]),
          take(20),
        )
        .subscribe((value) => log.push(value));
      helpers.flush();
      expect(log.filter((_, index) => index % 2 === 0)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      expect(Math.max(...log.filter((_, index) => index % 2 === 1))).toBeLessThanOrEqual(9);
    });
  });
});
