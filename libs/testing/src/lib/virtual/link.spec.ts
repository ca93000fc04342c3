import { call, defineContract, expose, wrap, type Guest } from '@culvert/core';
import { Observable, filter, map, mergeMap, switchMap } from 'rxjs';
import type { GuestLinkOptions } from './link-options.js';
import { runIpc } from './run-ipc.js';

const contract = defineContract({ double: call<number, number>() });

describe('a link', () => {
  it('adds its jitter to one frame after the other, and keeps their order', () => {
    runIpc(({ main, renderer, link, cold, expectObservable }) => {
      link({ latency: '1ms', jitter: [0, 3, 1] });
      cold('                                     abcd-------e').subscribe(renderer.channel<string>('x'));
      expectObservable(main.channel('x')).toBe(' -a---(bcd)-----e');
    });
  });

  it('has faults of one direction', () => {
    runIpc(({ main, renderer, link, cold, expectObservable }) => {
      link({ latency: { up: '1ms', down: '2ms' }, jitter: { down: [1] }, drop: { up: '--x' } });
      cold('                                           -ab').subscribe(renderer.channel<string>('up'));
      cold('                                           -ab').subscribe(main.channel<string>('down'));
      expectObservable(main.channel('up')).toBe('      --a');
      expectObservable(renderer.channel('down')).toBe('----ab');
    });
  });

  it('loses the frames that are sent at an x', () => {
    runIpc(({ main, renderer, link, cold, expectObservable, expectDrops }) => {
      link({ latency: '5ms', drop: '--x-' });
      cold('                                     abcd').subscribe(renderer.channel<string>('x'));
      expectObservable(main.channel('x')).toBe(' -----ab-d');
      // Main knows nothing of them.
      expectDrops().toBe('');
    });
  });

  it('brings a frame as often as its digit says', () => {
    runIpc(({ main, renderer, link, cold, expectObservable }) => {
      link({ duplicate: '--2 4ms 3' });
      cold('                                     -ac----d').subscribe(renderer.channel<string>('x'));
      expectObservable(main.channel('x')).toBe(' -a(cc)-(ddd)');
    });
  });

  it('lets the next frame overtake the one that is sent at an r', () => {
    runIpc(({ main, renderer, link, cold, expectObservable }) => {
      link({ latency: '2ms', reorder: '-r' });
      cold('                                     -ab----c').subscribe(renderer.channel<string>('x'));
      expectObservable(main.channel('x')).toBe(' ----(ba)-c');
    });
  });

  it('draws its faults from the call of link on', () => {
    runIpc(({ main, renderer, link, cold, expectObservable }) => {
      link();
      cold('                                     ----l').subscribe(() => link({ drop: '-x' }).up);
      const second$ = cold('                     ----l').pipe(map(() => link({ drop: '-x' }).renderer));
      second$
        .pipe(switchMap((second) => cold('           abc').pipe(map((value) => ({ second, value })))))
        .subscribe(({ second, value }) => second.channel('x').next(value));
      expectObservable(main.channel('x')).toBe(' ----a-c');
      void renderer;
    });
  });

  it.each([NaN, Infinity, -1])('refuses a travel time of %d ms, with which frames never arrive', (ms) => {
    runIpc(({ link }) => {
      const { up } = link({ latency: '3ms' });
      expect(() => (up.latencyMs = ms)).toThrow('latencyMs must be a number of ms, 0 or more');
      expect(up.latencyMs).toBe(3);
    });
  });

  it('may get another latency while the test runs', () => {
    runIpc(({ main, renderer, link, cold, expectObservable }) => {
      const { up } = link({ latency: '5ms' });
      cold('                                     --f').subscribe(() => (up.latencyMs = 1));
      cold('                                     a--b-----c').subscribe(renderer.channel<string>('x'));
      expectObservable(main.channel('x')).toBe(' -----(ab)-c');
    });
  });
});

/** The epoch of the first window, 0 while it has no connection. */
const epoch = ({ endpoints }: { readonly endpoints: Readonly<Record<number, { readonly epoch: number }>> }) =>
  endpoints[1]?.epoch ?? 0;

describe('a window that loses its wire', () => {
  it('is back by a new connection, with a new renderer and the same id', () => {
    runIpc(({ main, renderer, link, expectObservable, expectState }) => {
      const wire = link({ latency: '1ms', disconnect: '--!', resume: '----^' });
      const statuses = { c: 'connecting', l: 'live', x: 'closed' };
      expectState(epoch).toBe('                       a-n-b', { a: 1, n: 0, b: 2 });
      expectObservable(renderer.status$).toBe('       l-(x|)', statuses);
      const status$ = wire.renderers$.pipe(
        mergeMap(({ id, status$ }) => status$.pipe(map((status) => [id, status].join()))),
      );
      expectObservable(status$).toBe('                l-x-c-L', {
        l: '1,live',
        x: '1,closed',
        c: '0,connecting',
        L: '0,live',
      });
      wire.renderers$.subscribe((each) => each.channel('hello').next(each === renderer));
      expectObservable(main.channel('hello')).toBe('  -t---f', { t: true, f: false });
    });
  });

  it('has a new WebContents without a grace, and the same one within it', () => {
    runIpc(({ link, cold, expectObservable }) => {
      link();
      const drawn = { disconnect: '-!', resume: '---^' };
      const [brief, patient] = [link(drawn), link({ ...drawn, info: { graceMs: 10 } })];
      const before = [brief.webContents, patient.webContents];
      const after$ = cold('----a').pipe(
        map(() => [brief, patient].map(({ webContents }, nth) => webContents === before[nth])),
      );
      expectObservable(after$).toBe('----a', { a: [false, true] });
    });
  });

  it('cannot be back while it is connected', () => {
    expect(() => runIpc(({ link }) => link({ resume: '--^' }))).toThrow(
      expect.objectContaining({
        code: 'ERR_CULVERT_INVALID_ARGUMENT',
        message: 'link: resume at 2 ms, but the wire is not cut: draw a disconnect before it.',
      }),
    );
  });
});

describe('a reload', () => {
  it('brings a new renderer and epoch, and the WebContents stays', () => {
    runIpc(({ renderer, link, cold, expectObservable, expectState }) => {
      const wire = link({ latency: '1ms', reload: '---r' });
      const { webContents } = wire;
      expectState(epoch).toBe('                       a--b', { a: 1, b: 2 });
      expectObservable(renderer.status$).toBe('       l--(x|)', { l: 'live', x: 'closed' });
      expectObservable(wire.renderers$.pipe(map((each) => each === renderer))).toBe('a--b', {
        a: true,
        b: false,
      });
      cold('                                          ----c').subscribe(() => {
        expect(wire.webContents).toBe(webContents);
        expect(wire.renderer).not.toBe(renderer);
      });
    });
  });

  it('ends the calls of the old document, and loses the frames on their way', () => {
    runIpc(({ main, renderer, link, cold, expectObservable, expectCall }) => {
      const wire = link({ latency: '2ms', reload: '---r' });
      expose(main, contract, { double: () => new Promise<number>(() => undefined) });
      expectCall(() => wrap(renderer, contract).double(1)).toBe('---#', {}, 'ERR_CULVERT_DISCONNECTED');
      cold('                                      a-b--c').subscribe((value) =>
        wire.renderer.channel('x').next(value),
      );
      expectObservable(main.channel('x')).toBe('  --a----c');
    });
  });
});

describe('a stopped process', () => {
  it('gets its frames when it goes on, in order', () => {
    runIpc(({ main, renderer, link, cold, expectObservable }) => {
      link({ stop: '--s---g' });
      cold('                                        abcdef------g').subscribe(main.channel<string>('x'));
      expectObservable(renderer.channel('x')).toBe('ab----(cdef)g');
    });
  });

  it('loses its frames if the wire is cut meanwhile, and closes when it goes on', () => {
    runIpc(({ main, renderer, link, cold, expectObservable }) => {
      link({ stop: '-s----g', disconnect: '---!' });
      cold('                                        --a').subscribe(main.channel<string>('x'));
      expectObservable(renderer.channel('x')).toBe('');
      expectObservable(renderer.status$).toBe('     l-----(c|)', { l: 'live', c: 'closed' });
    });
  });

  it('sends and lets time limits run out when it goes on', () => {
    runIpc(({ main, link, cold, expectObservable, expectCall }) => {
      link();
      const { renderer } = link({ stop: '-s-----g', renderer: { callTimeoutMs: 3 } });
      main.ipcMain.handle('never', () => new Promise(() => undefined));
      cold('                                    a--b').subscribe(renderer.channel<string>('x'));
      expectObservable(main.channel('x')).toBe('a------b');
      expectCall(() => renderer.ipcRenderer.invoke('never')).toBe('-------#', {}, 'ERR_CULVERT_TIMEOUT');
    });
  });

  it('ignores what is unsubscribed while it waits', () => {
    runIpc(({ link, expectCall }) => {
      link();
      const { renderer } = link({ stop: '-s-----g', renderer: { callTimeoutMs: 3 } });
      expectCall(() => renderer.invoke$('unheard'), '--^--!').toBe('');
    });
  });

  it('may be main, and its renderers wait', () => {
    runIpc(({ main, renderer, link, stopMain, expectCall }) => {
      link({ latency: '1ms' });
      stopMain('s----g');
      expose(main, contract, { double: (n) => 2 * n });
      expectCall(() => wrap(renderer, contract).double(2)).toBe('------(a|)', { a: 4 });
    });
  });
});

/** The messages of a guest at its window. */
function fromGuest(guest: Guest) {
  return new Observable<unknown>((subscriber) => {
    guest.on('ipc-message', ({ args }) => subscriber.next(args[0]));
  });
}

describe('a guest', () => {
  it('has a wire of its own, within that of its window', () => {
    runIpc(({ main, renderer, link, cold, expectObservable, expectCall }) => {
      const guest = link({ latency: '1ms' }).addGuest({ latency: '2ms' });
      expect([guest.renderer.id, guest.webContents.hostWebContents?.id]).toEqual([2, 1]);
      cold('                                                        -a').subscribe((value) =>
        guest.renderer.ipcRenderer.sendToHost('clicked', value),
      );
      expectObservable(fromGuest(renderer.guest(2))).toBe('         -----a');
      expose(main, contract, { double: (n) => 2 * n });
      const api = wrap(guest.renderer, contract);
      expectCall(() => api.double(2)).toBe('                        ------(a|)', { a: 4 });
    });
  });

  it.each<[GuestLinkOptions, string, string]>([
    [{ latency: '2ms' }, 'abc', '--abc'],
    [{ latency: '1ms', jitter: [0, 2] }, 'ab-c', '-a--(bc)'],
    [{ drop: { up: '-x' } }, 'abc', 'a-c'],
    [{ duplicate: '-2' }, 'ab----c', 'a(bb)-c'],
    [{ reorder: '-r' }, 'abc', 'a-(cb)'],
    [{ latency: '2ms', disconnect: '---!' }, 'a-b', '--a'],
  ])('gives a guest a wire with %j', (options, sent, arrived) => {
    runIpc(({ main, link, cold, expectObservable }) => {
      const guest = link().addGuest(options);
      cold(sent).subscribe(guest.renderer.channel<string>('x'));
      expectObservable(main.channel('x')).toBe(arrived);
    });
  });

  it('stops the process of a guest, and lets it go on', () => {
    runIpc(({ main, link, cold, expectObservable }) => {
      const guest = link().addGuest({ stop: '-s--g' });
      cold('a-b--c').subscribe(main.channel<string>('x'));
      expectObservable(guest.renderer.channel('x')).toBe('a---bc');
    });
  });

  it('keeps its id over a reload, and closes with its window', () => {
    runIpc(({ link, expectObservable, expectState }) => {
      const window = link({ disconnect: '-------!' });
      const guest = window.addGuest({ latency: '1ms', reload: '--r' });
      expectState(({ endpoints }) => endpoints[2]?.epoch ?? 0).toBe('a-b----n', { a: 2, b: 3, n: 0 });
      const status$ = (nth: number) =>
        guest.renderers$.pipe(
          filter((_renderer, index) => index === nth),
          mergeMap((renderer) => renderer.status$),
        );
      const statuses = { c: 'connecting', l: 'live', x: 'closed' };
      expectObservable(status$(0)).toBe('l-x', statuses);
      expectObservable(status$(1)).toBe('--c-l---x', statuses);
    });
  });

  it('lets what its window has sent before travel as long as it is drawn', () => {
    runIpc(({ main, renderer, link, expectObservable }) => {
      const window = link({ latency: '3ms' });
      renderer.ipcRenderer.send('x', 'early');
      expect(window.addGuest().renderer.id).toBe(2);
      expectObservable(main.channel('x')).toBe('---e', { e: 'early' });
    });
  });

  it.each([
    [{ info: {} }, "addGuest has no option 'info'"],
    [{ drop: 'y' }, "has no 'y'"],
  ])('is not added with %j', (options, message) => {
    runIpc(({ main, link }) => {
      const window = link();
      expect(() => window.addGuest(options as object)).toThrow(
        expect.objectContaining({ message: expect.stringContaining(message) }),
      );
      expect(main.webContents.getAll()).toHaveLength(1);
    });
  });
});
