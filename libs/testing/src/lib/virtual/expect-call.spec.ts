import { call, defineContract, expose, stream, wrap, type HandlerContext } from '@culvert/core';
import { Subject, mergeMap, of } from 'rxjs';
import type { IpcHelpers } from './ipc-helpers.js';
import { runIpc } from './run-ipc.js';

const contract = defineContract({ double: call<number, number>(), up: stream<number, number>() });

type Double = (n: number, context: HandlerContext) => number | Promise<number>;

function setUp({ main, renderer, link }: IpcHelpers, double: Double = (n) => 2 * n) {
  link({ latency: '2ms' });
  expose(main, contract, { double, up: (n) => of(n, n + 1) });
  return wrap(renderer, contract);
}

function refuse(): never {
  throw new RangeError('not this one');
}

const never = () => new Promise<never>(() => undefined);

describe('expectCall', () => {
  it.each<[string, (helpers: IpcHelpers, api: ReturnType<typeof setUp>) => unknown]>([
    ['a member of a contract', (_helpers, api) => api.double(2)],
    ['its Observable', (_helpers, api) => api.double.$(2)],
    ['ipcRenderer.invoke', ({ renderer }) => renderer.ipcRenderer.invoke('double', 2)],
    ['renderer.invoke$', ({ renderer }) => renderer.invoke$('double', 2)],
  ])('draws the answer to %s', (_name, makeCall) => {
    runIpc((helpers) => {
      const api = setUp(helpers);
      helpers.expectCall(() => makeCall(helpers, api)).toBe('----(a|)', { a: 4 });
    });
  });

  it('draws an Observable of several values', () => {
    runIpc((helpers) => {
      const api = setUp(helpers);
      helpers.expectCall(() => api.up(1)).toBe('----(ab|)', { a: 1, b: 2 });
    });
  });

  it('draws the error of its handler, and no rejection stays unhandled', async () => {
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    runIpc((helpers) => {
      const api = setUp(helpers, refuse);
      helpers.expectCall(() => api.double(2)).toBe('----#', {}, RangeError);
      helpers.expectCall(() => api.double(2)).toBe('----#', {}, 'not this one');
    });
    await new Promise(setImmediate);
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  it('draws a time limit and an abort', () => {
    runIpc((helpers) => {
      const api = setUp(helpers, never);
      const leave = new AbortController();
      helpers.cold('---a').subscribe(() => leave.abort());
      helpers
        .expectCall(() => api.double(2, { timeout: 5 }))
        .toBe('-----#', {}, { code: 'ERR_CULVERT_TIMEOUT' });
      helpers
        .expectCall(() => api.double(2, { signal: leave.signal }))
        .toBe('---#', {}, { name: 'AbortError' });
    });
  });

  it('starts at the ^ of its second drawing, and the ! cancels the call', () => {
    runIpc((helpers) => {
      const handler$ = new Subject<string>();
      const api = setUp(helpers, (_n, { signal }) => {
        handler$.next('s');
        signal.addEventListener('abort', () => handler$.next('a'));
        return never();
      });
      helpers.expectCall(() => api.double(2), '      -^---!').toBe('');
      helpers.expectObservable(handler$).toBe('      ---s---a');
    });
  });

  it('fails for another answer', () => {
    expect(() =>
      runIpc((helpers) => {
        const api = setUp(helpers);
        helpers.expectCall(() => api.double(2)).toBe('----(a|)', { a: 5 });
      }),
    ).toThrow('expectCall(() => api.double(2)) is not as drawn');
  });

  it.each<[string, unknown, string]>([
    ['a value', () => 5, 'the function has made no call'],
    ['a promise of other code', () => Promise.reject(new Error('never seen')), 'has made no call'],
    ['a function that calls after an await', async () => Promise.resolve().then(() => 1), 'has made no call'],
    ['no function', 5, 'expectCall needs a function that makes a call'],
  ])('refuses %s, although the drawing fits', (_name, makeCall, message) => {
    for (const marbles of ['#', '|', '']) {
      expect(() => runIpc(({ expectCall }) => expectCall(makeCall as () => unknown).toBe(marbles))).toThrow(
        expect.objectContaining({
          code: 'ERR_CULVERT_INVALID_ARGUMENT',
          message: expect.stringContaining(message),
        }),
      );
    }
  });

  it.each<[string, (api: ReturnType<typeof setUp>) => unknown]>([
    ['an async function around it', async (api) => api.double(2)],
    ['a then behind it', (api) => api.double(2).then((n) => n + 1)],
    ['a function that does not return it', (api) => void api.double(2)],
  ])('refuses a call with %s, because its answer would be another one', (_name, makeCall) => {
    for (const a of [4, 5, undefined]) {
      expect(() =>
        runIpc((helpers) => {
          const api = setUp(helpers);
          helpers.expectCall(() => makeCall(api)).toBe('----(a|)', { a });
        }),
      ).toThrow('has made a call, but has not returned the promise of one');
    }
  });

  it('refuses several calls without the promise of one of them', () => {
    runIpc((helpers) => {
      const api = setUp(helpers);
      const both = () => [api.double(1), api.double(2)] as const;
      helpers.expectCall(() => both()[1]).toBe('----(a|)', { a: 4 });
    });
    expect(() =>
      runIpc((helpers) => {
        const api = setUp(helpers);
        helpers.expectCall(() => Promise.all([api.double(1), api.double(2)])).toBe('----(a|)');
      }),
    ).toThrow('the function has made 2 calls');
  });

  it('is over with the function: later promises are real ones', async () => {
    const { answer } = runIpc((helpers) => {
      const api = setUp(helpers);
      helpers.expectCall(() => api.double(2)).toBe('----(a|)', { a: 4 });
      return { answer: api.double(3) };
    });
    expect(await answer).toBe(6);
  });
});

describe('call$', () => {
  it('makes a call for each subscription, when an operator subscribes', () => {
    runIpc((helpers) => {
      const api = setUp(helpers);
      const answers$ = helpers
        .cold('-a---b', { a: 1, b: 2 })
        .pipe(mergeMap((n) => helpers.call$(() => api.double(n))));
      helpers.expectObservable(answers$).toBe('-----a---b', { a: 2, b: 4 });
    });
  });

  it('fails the test for a function that makes no call, although a # is drawn', () => {
    expect(() =>
      runIpc(({ call$, expectObservable }) => {
        expectObservable(call$(() => Promise.resolve(1))).toBe('#');
      }),
    ).toThrow('call$: the function has made no call');
  });
});
