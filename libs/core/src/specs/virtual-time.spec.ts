import { distinctUntilChanged, filter, from, fromEvent, map, mergeMap, timer } from 'rxjs';
import { TestScheduler, type RunHelpers } from 'rxjs/testing';
import { createMemoryLink, createRenderer, type WebContents } from '../index.js';
import { inProcess, type InProcess } from '../../testing/in-process.js';
import { hello } from '../../testing/by-hand.js';

/** Main and its renderers with time as marbles, without microtasks or timers of the platform. */
function runMarbles(run: (helpers: RunHelpers & InProcess & { scheduler: TestScheduler }) => void) {
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  scheduler.run((helpers) => run({ ...helpers, ...inProcess({ scheduler }), scheduler }));
}

describe('two renderers and main on a TestScheduler', () => {
  it('send to main and back, each at its own time', () => {
    runMarbles(({ main, open, hot, expectObservable }) => {
      const { renderer } = open();
      main.ipcMain.on('x', (event, text: string) => event.reply('x', text.toUpperCase()));
      hot('                                           -a--b-(cd)').subscribe((text) =>
        renderer.channel('x').next(text),
      );
      expectObservable(main.channel('x')).toBe('      -a--b-(cd)');
      expectObservable(renderer.channel('x')).toBe('  -A--B-(CD)');
    });
  });

  it('send to each other through main', () => {
    runMarbles(({ open, hot, expectObservable }) => {
      const [a, b] = [open(), open()];
      const atB = b.renderer.channel<string>('x').to(a.id);
      atB.pipe(map((text) => `${text}!`)).subscribe((text) => atB.next(text));
      hot('                                     --a-b-|').subscribe(a.renderer.channel<string>('x').to(b.id));
      expectObservable(b.renderer.channel('x')).toBe('  --a-b');
      expectObservable(a.renderer.channel('x')).toBe('  --A-B', { A: 'a!', B: 'b!' });
    });
  });

  it('hear broadcasts from their connection on, even those before their handshake', () => {
    runMarbles(({ main, open, hot, expectObservable, scheduler }) => {
      const first = open();
      const [mainEnd, rendererEnd] = createMemoryLink({ scheduler });
      main.connect(mainEnd);
      const late$ = timer(4, scheduler).pipe(
        mergeMap(() => createRenderer(rendererEnd, { scheduler }).channel<string>('x')),
      );
      hot('                                             -a-b------c').subscribe((text) =>
        main.channel('x').next(text),
      );
      expectObservable(first.renderer.channel('x')).toBe('-a-b------c');
      expectObservable(late$).toBe('                      ----(ab)--c');
    });
  });

  it('close: pending calls settle, and the window is gone after its grace', () => {
    runMarbles(({ main, open, cold, expectObservable }) => {
      const { renderer, webContents } = open({ graceMs: 100 });
      cold('----x').subscribe(() => void renderer.close());
      const alive$ = main.state$.pipe(
        map(({ endpoints }) => Object.keys(endpoints).length),
        distinctUntilChanged(),
      );
      expectObservable(renderer.status$).toBe('(cl)(x|)', { c: 'connecting', l: 'live', x: 'closed' });
      expectObservable(alive$).toBe('          b---a', { a: 0, b: 1 });
      expectObservable(destroyed$(webContents)).toBe('---- 100ms d');
    });
  });
});

function destroyed$(webContents: WebContents) {
  return fromEvent(webContents, 'destroyed').pipe(map(() => 'd'));
}

describe('time limits on a TestScheduler', () => {
  it('end a sync request without an answer, after the timeout of the renderer', () => {
    runMarbles(({ main, peer, cold, expectObservable }) => {
      const { send } = peer();
      main.ipcMain.on('x', () => undefined);
      cold('-h-s').subscribe((step) =>
        send(step === 'h' ? hello : { kind: 'sync', channel: 'x', seq: 1, timeoutMs: 1000 }),
      );
      const codes$ = main.inspect$.pipe(
        mergeMap((item) => (item.kind === 'event' ? from(item.effects) : [])),
        map((effect) =>
          effect.type === 'reply' && 'code' in effect.result ? effect.result.code : undefined,
        ),
        filter((code) => code !== undefined),
      );
      expectObservable(codes$).toBe('--- 1s t', { t: 'ERR_CULVERT_SYNC_TIMEOUT' });
    });
  });

  it('cancel a call at main after callTimeoutMs', () => {
    runMarbles(({ main, open, expectObservable }) => {
      const { renderer } = open({}, { callTimeoutMs: 30 });
      main.ipcMain.handle('x', () => new Promise(() => undefined));
      renderer.ipcRenderer.invoke('x').catch(() => undefined);
      const pending$ = main.state$.pipe(
        map(
          ({ endpoints }) => Object.values(endpoints).flatMap(({ pending }) => Object.keys(pending)).length,
        ),
        distinctUntilChanged(),
      );
      expectObservable(pending$).toBe('(ab) 26ms a', { a: 0, b: 1 });
    });
  });
});
