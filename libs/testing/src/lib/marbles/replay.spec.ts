import type { ChannelMessage, Transferable } from '@culvert/core';
import { exhaustMap, map, merge, mergeMap, of, take, type Observable, type Subject } from 'rxjs';
import type { IpcHelpers } from '../virtual/ipc-helpers.js';
import { runIpc } from '../virtual/run-ipc.js';

/** The common type of the channels of both sides. */
type AnyChannel = Subject<string> & {
  readonly messages$: Observable<ChannelMessage<{ readonly ports: readonly Transferable[] }>>;
};

/** Each side: its channel, and how the other one sends on it. */
const sides = {
  renderer: ({ main, renderer }: IpcHelpers) => ({
    channel: (replay?: number): AnyChannel => renderer.channel('x', { replay }),
    arrive: (...args: unknown[]) => main.webContents.fromId(renderer.id)!.send('x', ...args),
  }),
  main: ({ main, renderer }: IpcHelpers) => ({
    channel: (replay?: number): AnyChannel => main.channel('x', { replay }),
    arrive: (...args: unknown[]) => renderer.ipcRenderer.send('x', ...args),
  }),
};

/** Adds a point behind the values that come within the call of `subscribe`. */
function withPoint(values$: Observable<string>): Observable<string> {
  return merge(values$, of('.'));
}

describe.each(['renderer', 'main'] as const)('replay of a channel of the %s', (side) => {
  /** @param arrivals the first argument of each message that arrives */
  function start(helpers: IpcHelpers, arrivals: string) {
    const { channel, arrive } = sides[side](helpers);
    helpers.cold(arrivals).subscribe((letter) => arrive(letter, 'more'));
    return channel;
  }

  it('gives late subscribers the latest values within the call, and then new values', () => {
    runIpc((helpers) => {
      const channel = start(helpers, '                        -abc------d');
      channel(2);
      const { expectObservable } = helpers;
      expectObservable(withPoint(channel()), '                -----^').toBe('-----(bc.)d');
      expectObservable(withPoint(channel()), '                -----------^').toBe('-----------(cd.)');
    });
  });

  it('gives messages$ the same, with event and arguments', () => {
    runIpc((helpers) => {
      const channel = start(helpers, '                        -a');
      const messages$ = channel(1).messages$.pipe(map(({ event, args }) => [event.ports, ...args]));
      helpers.expectObservable(messages$, '                   ---^').toBe('---m', { m: [[], 'a', 'more'] });
    });
  });

  it('keeps nothing unless it is asked to', () => {
    runIpc((helpers) => {
      const channel = start(helpers, '                        -a-b');
      // Without this listener, the renderer would keep the message for a while, as a page may still load its modules.
      helpers.expectObservable(channel()).toBe('              -a-b');
      helpers.expectObservable(channel(0), '                  --^').toBe('---b');
    });
  });

  it('uses one object a name, which keeps the highest number of messages asked for', () => {
    runIpc((helpers) => {
      const channel = start(helpers, '                        -a-bcde');
      const x = channel();
      const asked$ = helpers.cold('                           --1-32');
      const { expectObservable } = helpers;
      expectObservable(x).toBe('                              -a-bcde');
      expectObservable(asked$.pipe(map((n) => channel(Number(n)) === x))).toBe('--t-tt', { t: true });
      expectObservable(x, '                                   -------^').toBe('-------(cde)');
    });
  });

  it('gives each value once to an observer that subscribes during its arrival', () => {
    runIpc((helpers) => {
      const channel = start(helpers, '                        -a-b');
      const x = channel(2);
      helpers.expectObservable(x.messages$.pipe(exhaustMap(() => x))).toBe('-a-b');
      helpers.expectObservable(x.pipe(exhaustMap(() => x))).toBe('         -a-b');
    });
  });

  it('stops for a subscriber that unsubscribes in the middle', () => {
    runIpc((helpers) => {
      const channel = start(helpers, '                        -abc');
      helpers.expectObservable(channel(3).pipe(take(2)), '    ----^').toBe('----(ab|)');
    });
  });

  it('replays nothing of a channel that has ended, and begins anew', () => {
    runIpc((helpers) => {
      const channel = start(helpers, '                        -a---b');
      const first = channel(1);
      helpers.cold('                                          ---e').subscribe(() => first.complete());
      helpers.expectObservable(first, '                       --^').toBe('--a|');
      helpers.expectObservable(first, '                       ----^').toBe('----|');
      const second$ = helpers.cold('                          ----s').pipe(mergeMap(() => channel(1)));
      helpers.expectObservable(second$).toBe('                -----b');
    });
  });
});

describe('a channel that replays', () => {
  it('replays nothing on the Subject of one renderer', () => {
    runIpc(({ main, renderer, link, cold, expectObservable }) => {
      const { webContents } = link();
      const x = main.channel('x', { replay: 1 });
      cold('                                                  -a--b').subscribe(renderer.channel('x'));
      expectObservable(x.to(webContents), '                   --^').toBe('----b');
      expectObservable(x, '                                   --^').toBe('--a-b');
    });
  });
});
