import { call, defineContract, expose, stream, wrap, type Renderer } from '@culvert/core';
import { Observable, Subject, mergeMap, timer, type ObservableInput } from 'rxjs';
import type { IpcHelpers } from '../virtual/ipc-helpers.js';
import { runIpc } from '../virtual/run-ipc.js';
import { pendingOf } from '../../../testing/pending-of.js';

const contract = defineContract({ wait: call<void, number>(), letters: stream<void, string>() });

/** A handler that never answers. `s` is its start, `a` its abort. */
function handlers({ cold }: IpcHelpers, log$: Subject<string>) {
  return {
    wait: (_input: unknown, { signal }: { readonly signal: AbortSignal }) => {
      log$.next('s');
      signal.addEventListener('abort', () => log$.next('a'));
      return new Promise<number>(() => undefined);
    },
    letters: () =>
      new Observable<string>((subscriber) => {
        log$.next('s');
        subscriber.add(cold('a-b-c-d').subscribe(subscriber));
        return () => log$.next('a');
      }),
  };
}

const api = (renderer: Renderer) => wrap(renderer, contract);
const gone = 'ERR_CULVERT_DISCONNECTED';

/** Emits what each document of a window emits, one after the other. */
function fromEach<T>(
  { renderers$ }: { readonly renderers$: Observable<Renderer> },
  use: (renderer: Renderer) => ObservableInput<T>,
) {
  return renderers$.pipe(mergeMap(use));
}

describe('a reload', () => {
  it.each<[string, (of: ReturnType<typeof api>) => unknown, string, string]>([
    ['a call', (of) => of.wait(), '-----#', '--s--a'],
    ['a stream', (of) => of.letters(), '----a#', '--s--a'],
  ])('ends %s to main, at both ends', (_name, open, caller, handler) => {
    runIpc((helpers) => {
      const { main, renderer, link, expectCall, expectObservable, expectState } = helpers;
      const log$ = new Subject<string>();
      expose(main, contract, handlers(helpers, log$));
      link({ latency: '2ms', reload: '-----r' });
      expectCall(() => open(api(renderer))).toBe(caller, undefined, gone);
      expectObservable(log$).toBe(handler);
      expectState(pendingOf).toBe('n-p--n', { n: 0, p: 1 });
    });
  });

  it('ends a call of main to the old document, and the new one serves the next', () => {
    runIpc((helpers) => {
      const { link, call$, expectCall, expectObservable } = helpers;
      const wire = link({ latency: '1ms', reload: '-----r' });
      const log$ = new Subject<string>();
      wire.renderers$.subscribe((renderer) => expose(renderer, contract, handlers(helpers, log$)));
      const { webContents } = wire;
      expectCall(() => wrap(webContents, contract).wait()).toBe('-----#', {}, gone);
      expectObservable(
        call$(() => wrap(webContents, contract).letters()),
        '--------^------!',
      ).toBe('----------a-b-c');
      expectObservable(log$).toBe('-s---a---s------a');
    });
  });

  it('ends a sync request, and the new document gets the answer of its own', () => {
    runIpc(({ main, renderer, link, expectCall }) => {
      main.ipcMain.on('now', (event) => (event.returnValue = 1));
      const wire = link({ latency: '3ms', reload: '--r' });
      const now = (window: Renderer) => window.ipcRenderer.sendSync('now') as number;
      expectCall(() => now(renderer)).toBe('--#', {}, gone);
      expectCall(() => now(wire.renderer), '- 11ms ^').toBe('18ms (a|)', { a: 1 });
    });
  });

  it.each([
    ['to main', 'abcdef----g', '---ab---f----g'],
    ['to the window', 'abcdef----g', '---ab------f-g'],
  ])('loses messages on their way %s', (way, sent, arrived) => {
    runIpc(({ main, link, cold, expectObservable }) => {
      const wire = link({ latency: '3ms', reload: '-----r' });
      const toMain = way === 'to main';
      cold(sent).subscribe((letter) => {
        if (toMain) wire.renderer.channel<string>('x').next(letter);
        else main.channel<string>('x').next(letter);
      });
      const heard$ = toMain
        ? main.channel<string>('x')
        : fromEach(wire, (window) => window.channel<string>('x'));
      expectObservable(heard$).toBe(arrived);
    });
  });

  it('keeps a message to main that the new document sends before its handshake', () => {
    runIpc(({ main, renderer, link, expectObservable }) => {
      const wire = link({ latency: '2ms', reload: '---r' });
      wire.renderers$.subscribe((window) => window.channel('hello').next(window === renderer));
      expectObservable(main.channel('hello')).toBe('--t--f', { t: true, f: false });
    });
  });

  it('drops the answer of main to the old document', () => {
    runIpc(({ main, renderer, link, expectCall, expectObservable, expectMessages }) => {
      const { down } = link({ latency: '1ms', reload: '---r' });
      main.ipcMain.on('ask', (event) => timer(4).subscribe(() => event.reply('answer', 'old')));
      renderer.ipcRenderer.send('ask');
      expectObservable(renderer.channel('answer')).toBe('');
      expectMessages(down).toBe('----w', { w: { kind: 'welcome' } });
      expectCall(() => renderer.ipcRenderer.invoke('x'), '----^').toBe('----#', {}, gone);
    });
  });

  it('ends a stream of another window to the old document, and its producer', () => {
    runIpc((helpers) => {
      const { renderer, link, expectCall, expectObservable } = helpers;
      const log$ = new Subject<string>();
      link({ latency: '1ms', reload: '------r' });
      const far = link({ latency: '1ms' }).renderer;
      expose(far, contract, handlers(helpers, log$));
      expectCall(() => wrap(renderer, contract, { to: far.id }).letters()).toBe('----a-#', undefined, gone);
      expectObservable(log$).toBe('--s----a');
    });
  });

  it('ends a call of another window to the old document', () => {
    runIpc((helpers) => {
      const { renderer, link, expectCall, expectObservable } = helpers;
      const log$ = new Subject<string>();
      link({ latency: '1ms' });
      const far = link({ latency: '1ms', reload: '------r' }).renderer;
      expose(far, contract, handlers(helpers, log$));
      expectCall(() => wrap(renderer, contract, { to: far.id }).wait()).toBe('-------#', {}, gone);
      expectObservable(log$).toBe('--s---a');
    });
  });

  it('closes the guests of its window', () => {
    runIpc(({ link, expectObservable, expectState }) => {
      const guest = link({ reload: '---r' }).addGuest();
      expectObservable(guest.renderer.status$).toBe('l--(x|)', { l: 'live', x: 'closed' });
      expectState(({ endpoints }) => Object.keys(endpoints).join()).toBe('a--b', { a: '1,2', b: '1' });
    });
  });

  it('brings each document the messages of its own time', () => {
    runIpc(({ renderer, link, cold, expectObservable, expectDrops }) => {
      link();
      const wire = link({ latency: '2ms', reload: '---r' });
      cold('ab-c----d').subscribe(renderer.channel<string>('x').to(wire.renderer.id));
      expectObservable(fromEach(wire, (window) => window.channel<string>('x'))).toBe('--a----c--d');
      expectDrops().toBe('');
    });
  });

  it('may happen twice, and the WebContents stays the same', () => {
    runIpc(({ link, cold, expectObservable, expectState }) => {
      const wire = link({ latency: '1ms', reload: '--r---r' });
      const { webContents } = wire;
      expectState(({ endpoints }) => endpoints[1]?.epoch ?? 0).toBe('a-b---c', { a: 1, b: 2, c: 3 });
      const same$ = cold('-a---a---a').pipe(mergeMap(() => [wire.webContents === webContents]));
      expectObservable(same$).toBe('-t---t---t', { t: true });
    });
  });
});
