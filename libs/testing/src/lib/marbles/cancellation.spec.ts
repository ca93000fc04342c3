import {
  call,
  defineContract,
  expose,
  stream,
  wrap,
  type HandlerContext,
  type RendererApi,
} from '@culvert/core';
import { Observable, Subject, switchMap } from 'rxjs';
import type { IpcHelpers } from '../virtual/ipc-helpers.js';
import { runIpc } from '../virtual/run-ipc.js';
import { pendingOf } from '../../../testing/pending-of.js';

const offered = { wait: call<number, number>(), letters: stream<number, string>() };
const contract = defineContract(offered);

/** A handler that never answers, and a producer that never ends. `s` is the start of one, `a` its abort. */
function handlers(log$: Subject<string>) {
  return {
    wait: (_n: number, { signal }: HandlerContext) => {
      log$.next('s');
      signal.addEventListener('abort', () => log$.next('a'));
      return new Promise<number>(() => undefined);
    },
    letters: () =>
      new Observable<string>(() => {
        log$.next('s');
        return () => log$.next('a');
      }),
  };
}

type Api = RendererApi<typeof offered>;

const members = {
  'a call': (api: Api, options?: object) => api.wait(1, options),
  'a stream': (api: Api, options?: object) => api.letters(1, options),
} as const;

interface Cause {
  readonly name: string;
  /** The way of the test to end the call at 5 ms. */
  readonly end?: (helpers: IpcHelpers) => void;
  readonly options?: object;
  readonly faults?: object;
  readonly subscription?: string;
  readonly caller: string;
  readonly error?: unknown;
  readonly handler: string;
}

const disconnected = { code: 'ERR_CULVERT_DISCONNECTED' };
const at5 = (end: (helpers: IpcHelpers) => void) => (helpers: IpcHelpers) =>
  void helpers.cold('-----e').subscribe(() => end(helpers));

/** A signal that aborts after 5 ms. */
function abortingSignal({ cold }: IpcHelpers): AbortSignal {
  const leave = new AbortController();
  cold('-----e').subscribe(() => leave.abort());
  return leave.signal;
}

// The latency is 2 ms.
const causes: readonly Cause[] = [
  { name: 'its caller unsubscribes', subscription: '^----!', caller: '', handler: '--s----a' },
  {
    name: 'its timeout is over',
    options: { timeout: 5 },
    caller: '-----#',
    error: { code: 'ERR_CULVERT_TIMEOUT' },
    handler: '--s----a',
  },
  {
    name: 'the wire is cut',
    faults: { disconnect: '-----!' },
    caller: '-----#',
    error: disconnected,
    handler: '--s--a',
  },
  {
    name: 'the window is reloaded',
    faults: { reload: '-----r' },
    caller: '-----#',
    error: disconnected,
    handler: '--s--a',
  },
  {
    name: 'its renderer closes',
    end: at5(({ renderer }) => void renderer.close()),
    caller: '-----#',
    error: disconnected,
    handler: '--s----a',
  },
  {
    name: 'main closes',
    end: at5(({ main }) => void main.close()),
    caller: '-------#',
    error: disconnected,
    handler: '--s--a',
  },
];

describe.each(Object.entries(members))('%s to main', (_member, open) => {
  it.each(causes)(
    'ends at both ends when $name',
    ({ name, end, options, faults, subscription, caller, error, handler }) => {
      runIpc((helpers) => {
        const { main, renderer, link, expectCall, expectObservable, expectState } = helpers;
        const log$ = new Subject<string>();
        link({ latency: '2ms', ...faults });
        expose(main, contract, handlers(log$));
        end?.(helpers);
        expectCall(() => open(wrap(renderer, contract), options), subscription).toBe(caller, {}, error);
        expectObservable(log$).toBe(handler);
        // The end of main completes its state.
        const last = name === 'main closes' ? '(n|)' : 'n';
        expectState(pendingOf).toBe(`n-p ${handler.length - 4}ms ${last}`, { n: 0, p: 1 });
      });
    },
  );

  it('ends at both ends when its signal aborts', () => {
    runIpc((helpers) => {
      const { main, renderer, link, expectCall, expectObservable } = helpers;
      const log$ = new Subject<string>();
      link({ latency: '2ms' });
      expose(main, contract, handlers(log$));
      const signal = abortingSignal(helpers);
      expectCall(() => open(wrap(renderer, contract), { signal })).toBe('-----#', {}, { name: 'AbortError' });
      expectObservable(log$).toBe('--s----a');
    });
  });

  it('sends nothing if its signal has aborted before', () => {
    runIpc((helpers) => {
      const { main, renderer, link, expectCall, expectMessages } = helpers;
      const { up } = link({ latency: '2ms' });
      expose(main, contract, handlers(new Subject()));
      const signal = AbortSignal.abort();
      expectCall(() => open(wrap(renderer, contract), { signal })).toBe('#', {}, { name: 'AbortError' });
      expectMessages(up).toBe('');
    });
  });

  it('is cancelled on its way: it starts, and aborts at once', () => {
    runIpc((helpers) => {
      const { main, renderer, link, expectCall, expectMessages, expectObservable } = helpers;
      const log$ = new Subject<string>();
      const { up } = link({ latency: '3ms' });
      expose(main, contract, handlers(log$));
      expectCall(() => open(wrap(renderer, contract)), '-^!').toBe('');
      expectMessages(up).toBe('-oc', { o: { seq: 1 }, c: { kind: 'cancel', seq: 1 } });
      expectObservable(log$).toBe('----sa');
    });
  });
});

describe.each(Object.entries(members))('%s to another renderer', (_member, open) => {
  it('is cancelled over both wires', () => {
    runIpc(({ renderer, link, expectCall, expectObservable, expectState }) => {
      const log$ = new Subject<string>();
      link({ latency: '2ms' });
      const far = link({ latency: '3ms' }).renderer;
      expose(far, contract, handlers(log$));
      expectCall(() => open(wrap(renderer, contract, { to: far.id })), '^------!').toBe('');
      expectObservable(log$).toBe('-----s------a');
      expectState(pendingOf).toBe('n-p------n', { n: 0, p: 1 });
    });
  });

  it.each([
    ['its handler', 'far', '-----s-a'],
    ['its caller', 'near', '-----s----a'],
  ])('ends when the wire of %s is cut', (_name, end, handler) => {
    runIpc(({ renderer, link, expectCall, expectObservable, expectState }) => {
      const log$ = new Subject<string>();
      link({ latency: '2ms', ...(end === 'near' && { disconnect: '-------!' }) });
      const far = link({ latency: '3ms', ...(end === 'far' && { disconnect: '-------!' }) }).renderer;
      expose(far, contract, handlers(log$));
      expectCall(() => open(wrap(renderer, contract, { to: far.id }))).toBe(
        end === 'near' ? '-------#' : '---------#',
        {},
        disconnected,
      );
      expectObservable(log$).toBe(handler);
      expectState(pendingOf).toBe('n-p----n', { n: 0, p: 1 });
    });
  });
});

describe.each(Object.entries(members))('%s from main to a renderer', (_member, open) => {
  it('is cancelled over its wire', () => {
    runIpc(({ renderer, link, expectCall, expectObservable }) => {
      const log$ = new Subject<string>();
      const { webContents } = link({ latency: '2ms' });
      expose(renderer, contract, handlers(log$));
      expectCall(() => open(wrap(webContents, contract)), '^----!').toBe('');
      expectObservable(log$).toBe('--s----a');
    });
  });
});

describe('callTimeoutMs', () => {
  it('of a renderer ends its calls', () => {
    runIpc(({ main, link, expectCall, expectDrops, expectObservable }) => {
      const log$ = new Subject<string>();
      expose(main, contract, handlers(log$));
      link();
      const { renderer } = link({ latency: '2ms', renderer: { callTimeoutMs: 5 } });
      expectCall(() => wrap(renderer, contract).wait(1)).toBe('-----#', {}, { code: 'ERR_CULVERT_TIMEOUT' });
      expectObservable(log$).toBe('--s----a');
      expectDrops().toBe('');
    });
  });

  it('of a renderer ends an invoke in the words of Electron, and main forgets it', () => {
    runIpc(({ main, link, expectCall, expectDrops, expectState }) => {
      link();
      const { renderer } = link({ latency: '3ms', renderer: { callTimeoutMs: 50 } });
      main.ipcMain.handle('slow', () => new Promise(() => undefined));
      expectCall(() => renderer.ipcRenderer.invoke('slow')).toBe(
        '50ms #',
        {},
        "Error invoking remote method 'slow': Error: No answer after 50 ms.",
      );
      expectState(pendingOf).toBe('n--p 49ms n', { n: 0, p: 1 });
      expectDrops().toBe('');
    });
  });

  it('of main ends its calls of renderers', () => {
    runIpc(
      ({ renderer, link, expectCall, expectObservable }) => {
        const log$ = new Subject<string>();
        const { webContents } = link({ latency: '2ms' });
        expose(renderer, contract, handlers(log$));
        expectCall(() => wrap(webContents, contract).wait(1)).toBe(
          '-----#',
          {},
          {
            code: 'ERR_CULVERT_TIMEOUT',
          },
        );
        expectObservable(log$).toBe('--s----a');
      },
      { callTimeoutMs: 5 },
    );
  });
});

describe('a cancelled call', () => {
  it('gets no answer that is on its way, and main drops its cancel', () => {
    runIpc(({ main, renderer, link, expectCall, expectDrops, expectMessages }) => {
      const { down } = link({ latency: '2ms' });
      expose(main, contract, { ...handlers(new Subject()), wait: (n) => n });
      expectCall(() => wrap(renderer, contract).wait(1), '^--!').toBe('');
      expectMessages(down).toBe('--r', { r: { kind: 'reply', seq: 1, args: [1] } });
      expectDrops().toBe('-----d', { d: { reason: 'not-pending', message: 'cancel' } });
    });
  });

  it('makes room for the next one of a switchMap', () => {
    runIpc(({ main, renderer, link, cold, call$, expectObservable }) => {
      const log$ = new Subject<string>();
      link({ latency: '1ms' });
      expose(main, contract, handlers(log$));
      const api = wrap(renderer, contract);
      const answers$ = cold('a--b------c').pipe(switchMap(() => call$(() => api.wait(1))));
      expectObservable(answers$, '^--------------!').toBe('');
      expectObservable(log$).toBe('-s--(as)---(as)-a');
    });
  });
});
