import { defineContract, expose, sync, wrap, type IpcMainEvent } from '@culvert/core';
import { Subject, catchError, map, of, timer } from 'rxjs';
import type { IpcHelpers } from './ipc-helpers.js';
import { runIpc } from './run-ipc.js';
import { runIpcAsync } from './run-ipc-async.js';

const contract = defineContract({ half: sync<[n: number], number>() });

/** Main answers with the double, so many ms later. */
function serve({ main }: Pick<IpcHelpers, 'main'>, ms = 0) {
  main.ipcMain.on('double', (event: IpcMainEvent, n: number) => {
    if (ms === 0) event.returnValue = 2 * n;
    else timer(ms).subscribe(() => (event.returnValue = 2 * n));
  });
}

describe('a sync request in virtual time', () => {
  it('takes the latency of both ways, and what follows in its renderer comes later', () => {
    runIpc((helpers) => {
      const { main, renderer, link, cold, expectObservable } = helpers;
      serve(helpers);
      link({ latency: { up: '3ms', down: '2ms' } });
      const answers = renderer.channel<number>('answer');
      cold('                                           -a').subscribe(() =>
        answers.next(renderer.ipcRenderer.sendSync('double', 2) as number),
      );
      expectObservable(main.channel('answer')).toBe('  ---------a', { a: 4 });
    });
  });

  it('is drawn by expectCall and call$, of ipcRenderer and of a contract', () => {
    runIpc((helpers) => {
      const { main, renderer, link, cold, expectCall, expectObservable, call$ } = helpers;
      serve(helpers);
      expose(main, contract, { half: ([n]) => n / 2 });
      link({ latency: '3ms' });
      const double = (n: number) => renderer.ipcRenderer.sendSync('double', n) as number;
      expectCall(() => double(2)).toBe('                        ------(a|)', { a: 4 });
      expectCall(() => wrap(renderer, contract).half(2), '       8ms ^').toBe('14ms (a|)', { a: 1 });
      const answer$ = cold('                                     20ms a').pipe(
        map(() => call$(() => of(double(4)))),
      );
      answer$.subscribe((answer) => expectObservable(answer).toBe('26ms (a|)', { a: 8 }));
    });
  });

  it.each([
    ['a timer of RxJS', 4],
    ['its listener', 0],
  ])('may be answered by %s, also if a timer of RxJS has sent it', (_name, ms) => {
    runIpc((helpers) => {
      const { renderer, link, expectObservable } = helpers;
      serve(helpers, ms);
      link({ latency: '1ms' });
      const answer$ = timer(1).pipe(map(() => renderer.ipcRenderer.sendSync('double', 2) as number));
      expectObservable(answer$).toBe(`--- ${ms}ms (a|)`, { a: 4 });
    });
  });

  it('holds the timers of its renderer and the frames to it, and no other process', () => {
    runIpc((helpers) => {
      const { main, renderer, link, cold, expectCall, expectObservable, expectMessages } = helpers;
      serve(helpers);
      link({ latency: '3ms' });
      const other = link({ latency: '1ms' }).renderer;
      expectCall(() => renderer.ipcRenderer.sendSync('double', 2), '-^').toBe('-------(a|)', { a: 4 });
      cold('                                           --a').subscribe(main.channel<string>('x'));
      expectObservable(renderer.channel('x')).toBe('   -------a');
      expectObservable(other.channel('x')).toBe('      ---a');
      cold('                                           ---b').subscribe(renderer.channel<string>('y'));
      expectMessages(main.channel('y')).toBe('         ----------b', { b: ['b'] });
    });
  });

  it.each([
    ['the wire loses it', { drop: { up: '-x' } }],
    ['the wire loses its answer', { drop: { down: '---x' } }],
    ['nothing overtakes it', { reorder: { up: '-r' } }],
  ])('fails after syncTimeoutMs if %s', (_name, faults) => {
    runIpc((helpers) => {
      const { link, expectCall } = helpers;
      serve(helpers);
      link();
      const { renderer } = link({ latency: '2ms', renderer: { syncTimeoutMs: 7 }, ...faults });
      expectCall(() => renderer.ipcRenderer.sendSync('double', 2), '-^').toBe(
        '--------#',
        {},
        'ERR_CULVERT_SYNC_TIMEOUT',
      );
    });
  });

  it.each<[string, object, (helpers: IpcHelpers) => void, string]>([
    ['its wire is cut', { disconnect: '----!' }, () => undefined, '----#'],
    ['main closes', {}, ({ main, cold }) => cold('----c').subscribe(() => void main.close()), '------#'],
  ])('fails when %s', (_name, faults, close, marbles) => {
    runIpc((helpers) => {
      serve(helpers, 9);
      const { renderer } = helpers.link({ latency: '2ms', ...faults });
      close(helpers);
      helpers
        .expectCall(() => renderer.ipcRenderer.sendSync('double', 2))
        .toBe(marbles, {}, 'ERR_CULVERT_DISCONNECTED');
    });
  });

  it('waits for a stopped main, and for its own stopped process', () => {
    runIpc((helpers) => {
      const { link, stopMain, expectCall } = helpers;
      serve(helpers);
      stopMain('-s--g');
      link();
      const { renderer } = link({ stop: '-------- s---g' });
      expectCall(() => renderer.ipcRenderer.sendSync('double', 2), '--^').toBe('      ----(a|)', { a: 4 });
      expectCall(() => renderer.ipcRenderer.sendSync('double', 2), '----------^').toBe('12ms (a|)', { a: 4 });
    });
  });

  it('gets no answer of the request before it, which comes too late', () => {
    runIpc((helpers) => {
      const { link, expectCall } = helpers;
      serve(helpers);
      link();
      const { renderer } = link({ latency: '2ms', renderer: { syncTimeoutMs: 3 }, drop: { up: '------x' } });
      const double = (n: number) => renderer.ipcRenderer.sendSync('double', n) as number;
      expectCall(() => double(1), '--^').toBe('-----#', {}, 'ERR_CULVERT_SYNC_TIMEOUT');
      // The answer of the first one arrives at 6 ms, and this request is lost then.
      expectCall(() => double(2), '------^').toBe('---------#', {}, 'ERR_CULVERT_SYNC_TIMEOUT');
    });
  });

  it('may wait within the wait of another renderer', () => {
    runIpc((helpers) => {
      const { link, expectCall } = helpers;
      serve(helpers);
      const [far, near] = [link({ latency: '5ms' }), link({ latency: '1ms' })].map(
        ({ renderer }) => renderer,
      );
      expectCall(() => far!.ipcRenderer.sendSync('double', 1)).toBe('----------(a|)', { a: 2 });
      expectCall(() => near!.ipcRenderer.sendSync('double', 2), '--^').toBe('----(a|)', { a: 4 });
    });
  });

  it('fails the test if another renderer, which waits on the same stack, holds it up', () => {
    expect(() =>
      runIpc((helpers) => {
        const { link, call$, expectObservable } = helpers;
        serve(helpers);
        const [near, far] = [link({ latency: '1ms' }), link({ latency: '5ms' })].map(
          ({ renderer }) => renderer,
        );
        expectObservable(call$(() => of(near!.ipcRenderer.sendSync('double', 1)))).toBe('--(a|)', { a: 2 });
        expectObservable(
          call$(() => of(far!.ipcRenderer.sendSync('double', 2))),
          '-^',
        ).toBe('11ms (a|)', {
          a: 4,
        });
      }),
    ).toThrow(
      'renderer 1 can go on at 2 ms, but another renderer has sent a sync request meanwhile and waits until 11 ms.',
    );
  });

  it.each<[string, (helpers: IpcHelpers) => void, string]>([
    [
      'its renderer already waits',
      ({ renderer, cold }) => {
        const ask = () => void renderer.ipcRenderer.sendSync('double', 1);
        cold('ab').subscribe(ask);
      },
      'renderer 1 waits for the answer of another sync request',
    ],
    [
      'code of main makes it',
      ({ main, renderer, cold }) => {
        main.channel('x').subscribe(() => void renderer.ipcRenderer.sendSync('double', 1));
        cold('-a').subscribe(renderer.channel('x'));
      },
      'Code of main has called this',
    ],
  ])('fails at once if %s', (_name, ask, message) => {
    expect(() =>
      runIpc((helpers) => {
        serve(helpers);
        helpers.link({ latency: '2ms' });
        ask(helpers);
      }),
    ).toThrow(
      expect.objectContaining({
        code: 'ERR_CULVERT_SYNC_WOULD_DEADLOCK',
        message: expect.stringContaining(message),
      }),
    );
  });

  it('does not hide an uncaught error of another process', () => {
    expect(() =>
      runIpc((helpers) => {
        const { renderer, link, cold, expectObservable } = helpers;
        serve(helpers);
        link({ latency: '3ms' });
        const errors$ = new Subject<string>();
        cold('--a').subscribe(() => {
          throw new RangeError('uncaught');
        });
        const answer$ = cold('-a').pipe(
          map(() => renderer.ipcRenderer.sendSync('double', 2) as number),
          catchError((error: Error) => {
            errors$.next(error.message);
            return of(0);
          }),
        );
        expectObservable(answer$).toBe('-------a', { a: 4 });
      }),
    ).toThrow('uncaught');
  });

  it('takes time before the rest of a body, also in runIpcAsync', async () => {
    const body = (helpers: Pick<IpcHelpers, 'main' | 'renderer' | 'link' | 'cold' | 'expectObservable'>) => {
      const { renderer, link, cold, expectObservable } = helpers;
      serve(helpers);
      link({ latency: '3ms' });
      expect(renderer.ipcRenderer.sendSync('double', 2)).toBe(4);
      expectObservable(cold('-a')).toBe('-------a');
    };
    runIpc(body);
    await runIpcAsync(async (helpers) => body(helpers));
  });
});
