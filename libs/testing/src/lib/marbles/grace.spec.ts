import type { Main, Renderer, WebContents } from '@culvert/core';
import {
  Subject,
  distinctUntilChanged,
  filter,
  fromEvent,
  map,
  merge,
  mergeMap,
  startWith,
  take,
  tap,
  timer,
  type Observable,
} from 'rxjs';
import { runIpc } from '../virtual/run-ipc.js';
import { openCalls$ } from '../../../testing/open-calls.js';

/** Emits when something may have happened to a window. */
function changes$({ state$, webContents }: Main, id: number): Observable<unknown> {
  const destroyed$ = webContents.created$.pipe(
    startWith(webContents.fromId(id)!),
    mergeMap((created) => fromEvent(created, 'destroyed')),
  );
  return merge(state$, webContents.created$, destroyed$);
}

/** The epoch of a window. It is `w` while main waits for its return, and `x` while there is none. */
function epochs$(main: Main, id: number): Observable<string> {
  return changes$(main, id).pipe(
    mergeMap(() => main.state$.pipe(take(1))),
    map(({ endpoints }) => {
      if (!main.webContents.getAll().some((webContents) => webContents.id === id)) return 'x';
      return String(endpoints[id]?.epoch ?? 'w');
    }),
    distinctUntilChanged(),
  );
}

/** The objects that a window is at main: `a`, then `b`. It is `x` while there is none. */
function objects$(main: Main, id: number): Observable<string> {
  const seen: WebContents[] = [];
  return changes$(main, id).pipe(
    map(() => {
      const webContents = main.webContents.fromId(id);
      if (webContents === undefined) return 'x';
      if (!seen.includes(webContents)) seen.push(webContents);
      return 'abc'[seen.indexOf(webContents)]!;
    }),
    distinctUntilChanged(),
  );
}

function destroyed$(webContents: WebContents): Observable<string> {
  return fromEvent(webContents, 'destroyed').pipe(map(() => (webContents.isDestroyed() ? 'd' : 'alive')));
}

function connected$({ state$ }: Main): Observable<string> {
  return state$.pipe(map(({ endpoints }) => Object.keys(endpoints).join()));
}

/** The channels of the messages that a window sends. */
function heard$(webContents: WebContents): Observable<string> {
  return fromEvent(webContents, 'ipc-message', (_event, channel: string) => channel);
}

function drops$(main: Main): Observable<unknown> {
  return main.inspect$.pipe(filter(({ kind }) => kind === 'drop'));
}

describe('a window with a connection that ends', () => {
  it('is forgotten at once without a grace, and returns as a new object with its id', () => {
    runIpc(({ main, link, cold, expectObservable }) => {
      const { webContents } = link({ disconnect: '     --!' });
      const returned$ = cold('                         ----r').pipe(
        map(() => link({ info: { id: 1 } })),
        map((second) => [second.renderer.id, second.webContents === main.webContents.fromId(1)]),
      );
      expectObservable(returned$).toBe('               ----r', { r: [1, true] });
      expectObservable(epochs$(main, 1)).toBe('        1-x-2');
      expectObservable(objects$(main, 1)).toBe('       a-x-b');
      expectObservable(destroyed$(webContents)).toBe(' --d');
    });
  });

  it('stays for its grace, disconnected, and returns as the same object', () => {
    runIpc(({ main, link, cold, expectObservable }) => {
      link();
      const { webContents } = link({ info: { graceMs: 10 }, disconnect: '-!' });
      const returned$ = cold('                         - 9ms r').pipe(
        map(() => link({ info: { id: 2, graceMs: 10 }, disconnect: '---!' })),
        tap(({ renderer }) => renderer.ipcRenderer.send('y')),
        map((second) => second.webContents === webContents),
      );
      expectObservable(returned$).toBe('               - 9ms r', { r: true });
      expectObservable(epochs$(main, 2)).toBe('        2w 8ms 3--w 9ms x');
      expectObservable(objects$(main, 2)).toBe('       a- 8ms ---- 9ms x');
      expectObservable(destroyed$(webContents)).toBe(' -- 8ms ---- 9ms d');
      expectObservable(heard$(webContents)).toBe('     -- 8ms y');
      cold('                                           --s').subscribe(() => webContents.send('x'));
      expectObservable(drops$(main)).toBe('            --d', {
        d: { kind: 'drop', at: 2, reason: 'disconnected', message: 'send', channel: 'x', from: 0, to: 2 },
      });
    });
  });

  it('is destroyed after its grace, and then returns as a new object', () => {
    runIpc(({ main, link, cold, expectObservable }) => {
      link();
      const { renderer, webContents } = link({ info: { graceMs: 10 } });
      cold('                                           -c').subscribe(() => void renderer.close());
      cold('                                           - 10ms -r').subscribe(() => link({ info: { id: 2 } }));
      expectObservable(renderer.status$).toBe('        l(c|)', { l: 'live', c: 'closed' });
      expectObservable(epochs$(main, 2)).toBe('        2w 9ms x3');
      expectObservable(objects$(main, 2)).toBe('       a- 9ms xb');
      expectObservable(destroyed$(webContents)).toBe(' -- 9ms d');
    });
  });

  it('starts a new grace each time', () => {
    runIpc(({ main, link, cold, expectObservable }) => {
      const back = { id: 2, graceMs: 10 };
      link();
      link({ info: back, disconnect: '                 -!' });
      cold('                                           - 9ms r').subscribe(() =>
        link({ info: back, disconnect: '                     -!' }),
      );
      cold('                                           - 9ms - 9ms r').subscribe(() =>
        link({ info: { id: 2 }, disconnect: '                      --!' }),
      );
      expectObservable(epochs$(main, 2)).toBe('        2w 8ms 3w 8ms 4-x');
      expectObservable(objects$(main, 2)).toBe('       a- 8ms -- 8ms --x');
    });
  });

  it('may return within its own destroyed event, with a grace', () => {
    runIpc(({ main, link, expectObservable }) => {
      const { webContents } = link({ disconnect: '     --!' });
      webContents.once('destroyed', () => link({ info: { id: 1, graceMs: 10 }, disconnect: '----!' }));
      expectObservable(epochs$(main, 1)).toBe('        1-(x2)w 9ms x');
      expectObservable(objects$(main, 1)).toBe('       a-(xb)- 9ms x');
    });
  });

  it('may return while still connected: the old epoch ends, the window does not', () => {
    runIpc(({ main, link, cold, expectCall, expectObservable }) => {
      const { renderer, webContents } = link();
      main.ipcMain.handle('x', () => new Promise(() => undefined));
      expectCall(() => renderer.ipcRenderer.invoke('x'), '-^').toBe('--#', {}, 'ERR_CULVERT_DISCONNECTED');
      const toSecond$ = cold('                         --r').pipe(
        mergeMap(() => {
          const second = link({ info: { id: 1 } }).renderer;
          webContents.send('y', 'y');
          return second.channel('y');
        }),
      );
      expectObservable(toSecond$).toBe('               --y');
      expectObservable(renderer.channel('y')).toBe('   ');
      expectObservable(renderer.status$).toBe('        l-(c|)', { l: 'live', c: 'closed' });
      expectObservable(openCalls$(main)).toBe('          010');
      expectObservable(epochs$(main, 1)).toBe('        1-2');
      expectObservable(objects$(main, 1)).toBe('       a');
    });
  });

  it('gets no messages in its new epoch that were on their way to the old one', () => {
    runIpc(({ main, renderer, link, cold, expectObservable }) => {
      link();
      const sender = link().renderer;
      const second$ = new Subject<Renderer>();
      main.ipcMain.on('return', () => {
        main.channel('x').to(renderer.id).next('old');
        second$.next(link({ info: { id: renderer.id } }).renderer);
        main.channel('x').to(renderer.id).next('new');
      });
      cold('                                     --r').subscribe(() => sender.ipcRenderer.send('return'));
      const toBoth$ = merge(renderer.channel('x'), second$.pipe(mergeMap((second) => second.channel('x'))));
      expectObservable(toBoth$).toBe('           --n', { n: 'new' });
      expectObservable(drops$(main)).toBe('      --d', {
        d: { kind: 'drop', at: 2, reason: 'disconnected', message: 'send', channel: 'x', from: 0, to: 1 },
      });
    });
  });
});

describe('main.close', () => {
  it('destroys every window, those in their grace too, once', () => {
    runIpc(({ main, renderer, link, cold, expectObservable }) => {
      const connected = link();
      const inGrace = link({ info: { graceMs: 10 }, disconnect: '-!' });
      cold('                                                   ---(cc)').subscribe(() => void main.close());
      expectObservable(destroyed$(connected.webContents)).toBe('---d');
      expectObservable(destroyed$(inGrace.webContents)).toBe('  ---d');
      expectObservable(epochs$(main, 2)).toBe('                2w-x');
      expectObservable(renderer.status$).toBe('                l--(c|)', { l: 'live', c: 'closed' });
      expectObservable(connected$(main)).toBe('                ab-(n|)', { a: '1,2', b: '1', n: '' });
      expectObservable(timer(100).pipe(map(() => main.webContents.getAll()))).toBe('100ms (n|)', { n: [] });
    });
  });
});
