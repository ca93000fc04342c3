import { call, defineContract, expose, stream, wrap, type HandlerContext } from '@culvert/core';
import { Subject, firstValueFrom, mergeMap, of, skip, type Observable } from 'rxjs';
import type { IpcHelpers } from '../virtual/ipc-helpers.js';
import { runIpc } from '../virtual/run-ipc.js';

const contract = defineContract({
  double: call<number, number>(),
  letters: stream<void, string>(),
});

interface Handlers {
  readonly double?: (n: number, context: HandlerContext) => number | Promise<number>;
  readonly letters?: () => Observable<string>;
}

function serve({ main, renderer }: IpcHelpers, { double, letters }: Handlers = {}) {
  expose(main, contract, { double: double ?? ((n) => 2 * n), letters: letters ?? (() => of('a', 'b')) });
  return wrap(renderer, contract);
}

/** The number of calls and streams that main still serves. */
const open = ({
  endpoints,
}: {
  readonly endpoints: Readonly<Record<number, { readonly pending: readonly unknown[] }>>;
}) => Object.values(endpoints).flatMap(({ pending }) => pending).length;

describe('a call over a wire with faults', () => {
  it('fails after its timeout if the wire loses it, and main hears nothing but the cancel', () => {
    runIpc((helpers) => {
      const api = serve(helpers);
      const { up } = helpers.link({ latency: '1ms', drop: { up: 'x' } });
      helpers.expectCall(() => api.double(2, { timeout: 5 })).toBe('-----#', {}, 'ERR_CULVERT_TIMEOUT');
      helpers.expectMessages(up).toBe('c----x', { c: { kind: 'call', lost: true }, x: { kind: 'cancel' } });
      helpers.expectState(open).toBe('n', { n: 0 });
    });
  });

  it('fails after its timeout if the wire loses the answer, and main has forgotten it', () => {
    runIpc((helpers) => {
      const api = serve(helpers);
      helpers.link({ latency: '1ms', drop: { down: '-x' } });
      helpers.expectCall(() => api.double(2, { timeout: 5 })).toBe('-----#', {}, 'ERR_CULVERT_TIMEOUT');
      helpers.expectState(open).toBe('n(bn)', { n: 0, b: 1 });
    });
  });

  it('is served once if it arrives twice while it is open', () => {
    runIpc((helpers) => {
      const calls$ = new Subject<number>();
      const answer$ = new Subject<number>();
      const api = serve(helpers, {
        double: (n) => {
          calls$.next(n);
          return firstValueFrom(answer$);
        },
      });
      helpers.link({ latency: '1ms', duplicate: { up: '2' } });
      helpers.expectCall(() => api.double(2), '^---!').toBe('');
      helpers.expectObservable(calls$).toBe('-n', { n: 2 });
      helpers.expectDrops().toBe('-d', { d: { message: 'call', channel: 'double' } });
    });
  });

  it('has one answer if the answer arrives twice', () => {
    runIpc((helpers) => {
      const api = serve(helpers);
      helpers.link({ latency: '1ms', duplicate: { down: '-2' } });
      helpers.expectCall(() => api.double(2)).toBe('--(a|)', { a: 4 });
    });
  });

  it('gets its own answer if answers overtake each other', () => {
    runIpc((helpers) => {
      const api = serve(helpers);
      helpers.link({ latency: '1ms', reorder: { down: '-r' } });
      helpers.expectCall(() => api.double(1)).toBe('----(a|)', { a: 2 });
      helpers.expectCall(() => api.double(2), '--^').toBe('----(a|)', { a: 4 });
    });
  });

  it.each([
    ['is cut', { disconnect: '---!' }],
    ['is reloaded', { reload: '---r' }],
  ])('fails when its window %s, and the signal of its handler aborts', (_name, faults) => {
    runIpc((helpers) => {
      const handler$ = new Subject<string>();
      const api = serve(helpers, {
        double: (_n, { signal }) => {
          signal.addEventListener('abort', () => handler$.next('a'));
          return new Promise(() => undefined);
        },
      });
      helpers.link({ latency: '1ms', ...faults });
      helpers.expectCall(() => api.double(2)).toBe('---#', {}, 'ERR_CULVERT_DISCONNECTED');
      helpers.expectObservable(handler$).toBe('---a');
      helpers.expectState(open).toBe('ab-a', { a: 0, b: 1 });
    });
  });

  it('ends with its connection, and a stream of the next connection has all its items', () => {
    runIpc((helpers) => {
      serve(helpers);
      const wire = helpers.link({ latency: '2ms', disconnect: '---!', resume: '-----^' });
      const answers$ = wire.renderers$.pipe(
        mergeMap((renderer) => helpers.call$(() => renderer.ipcRenderer.invoke('double', 2))),
      );
      helpers.expectObservable(answers$).toBe('---#', {}, /DISCONNECTED/);
      const kept$ = wire.renderers$.pipe(
        skip(1),
        mergeMap((renderer) => wrap(renderer, contract).letters()),
      );
      helpers.expectObservable(kept$).toBe('---------(ab)', { a: 'a', b: 'b' });
    });
  });
});

describe('a stream over a wire with faults', () => {
  it('stands still behind a lost demand, which no transport may lose', () => {
    runIpc((helpers) => {
      const { cold, link, expectCall } = helpers;
      const api = serve(helpers, { letters: () => cold('abcd|') });
      link({ latency: '1ms', drop: { up: '--x' } });
      expectCall(() => api.letters(undefined, { highWaterMark: 1 })).toBe('--a');
    });
  });

  it.each([
    ['buffer', '--a-b-c-d-(e|)', undefined],
    ['latest', '--a-c-e|', undefined],
    ['drop', '--a--d-|', undefined],
    ['error', '--a#', 'ERR_CULVERT_OVERFLOW'],
  ] as const)('has the overflow %s while its demand travels', (overflow, marbles, error) => {
    runIpc((helpers) => {
      const { cold, link, expectCall } = helpers;
      const api = serve(helpers, { letters: () => cold('abcde|') });
      link({ latency: '1ms' });
      expectCall(() => api.letters(undefined, { highWaterMark: 1, overflow })).toBe(
        marbles,
        undefined,
        error,
      );
    });
  });

  it('keeps what arrives while its renderer is stopped, up to its demand', () => {
    runIpc((helpers) => {
      const { cold, link, expectCall, expectMessages } = helpers;
      const api = serve(helpers, { letters: () => cold('abcd 11ms |') });
      const { down } = link({ stop: '-s-----g' });
      expectCall(() => api.letters(undefined, { highWaterMark: 2 })).toBe('a------(bcd)---|');
      // Three are granted by then: two from the start, and one by the demand of the first.
      const items = (...letters: string[]) => ({ kind: 'items', items: letters }) as const;
      const end = { kind: 'reply', ok: true } as const;
      expectMessages(down).toBe('abc----d-------e', {
        a: items('a'),
        b: items('b'),
        c: items('c'),
        d: items('d'),
        e: end,
      });
    });
  });
});

describe('messages of a window with faults', () => {
  it('arrive in order over jitter, and a sync request behind them', () => {
    runIpc(({ main, renderer, link, cold, expectCall, expectObservable }) => {
      link({ jitter: [5, 0, 3] });
      main.ipcMain.on('now', (event) => (event.returnValue = 'n'));
      const sent = renderer.channel<string>('x');
      cold('                                   abc').subscribe(sent);
      // Its request travels for 5 ms, and so does its answer.
      expectCall(() => renderer.ipcRenderer.sendSync('now') as string, '---^').toBe('13ms (n|)');
      expectObservable(main.channel('x')).toBe('-----(abc)');
    });
  });

  it('are lost without a trace at main if the wire loses them, and drops of main are drawn', () => {
    runIpc(({ renderer, link, cold, expectDrops, expectMessages }) => {
      const { up } = link({ drop: '-x' });
      cold('-ab').subscribe(renderer.channel<string>('x').to(9));
      expectMessages(up).toBe('-ab', { a: { lost: true }, b: { args: ['b'] } });
      expectDrops().toBe('--b', { b: { reason: 'unknown-target', to: 9 } });
    });
  });
});
