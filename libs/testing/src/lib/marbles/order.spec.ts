import {
  call,
  createMemoryLink,
  createRenderer,
  defineContract,
  expose,
  stream,
  wrap,
  type Main,
} from '@culvert/core';
import { NEVER, asapScheduler, filter, map, merge, mergeMap, timer, type Observable } from 'rxjs';
import type { IpcHelpers } from '../virtual/ipc-helpers.js';
import { runIpc } from '../virtual/run-ipc.js';

const contract = defineContract({ ask: call<string, void>(), watch: stream<string, never>() });

/** Each way of a renderer to send a letter without waiting for main. */
const ways: Readonly<Record<string, (helpers: IpcHelpers, letter: string) => void>> = {
  send: ({ renderer }, letter) => renderer.ipcRenderer.send('x', letter),
  channel: ({ renderer }, letter) => renderer.channel('x').next(letter),
  sendTo: ({ renderer }, letter) => renderer.ipcRenderer.sendTo(renderer.id, 'x', letter),
  invoke: ({ renderer }, letter) => void renderer.ipcRenderer.invoke('x', letter),
  call: ({ renderer }, letter) => void wrap(renderer, contract).ask(letter),
  stream: ({ renderer }, letter) => void wrap(renderer, contract).watch(letter).subscribe(),
};

/** Each way of main to send a letter to the first renderer. */
const waysOfMain: typeof ways = {
  'webContents.send': ({ main }, letter) => main.webContents.fromId(1)!.send('x', letter),
  channel: ({ main }, letter) => main.channel('x').next(letter),
  'channel.to': ({ main }, letter) => main.channel('x').to(1).next(letter),
};

function pairsOf(table: typeof ways): (readonly [first: string, second: string])[] {
  const names = Object.keys(table);
  return names.flatMap((first) => names.map((second) => [first, second] as const));
}

/** The letters of all messages, as main receives them. */
function received$({ inspect$ }: Main): Observable<string> {
  return inspect$.pipe(
    map((item) => {
      if (item.kind !== 'event' || item.event.type !== 'receive') return undefined;
      return (JSON.parse(item.event.body.text) as unknown[])[0];
    }),
    filter((letter) => typeof letter === 'string'),
  );
}

/** Main answers what waits for an answer. */
function serve({ main }: IpcHelpers): void {
  main.ipcMain.handle('x', () => undefined);
  main.ipcMain.on('x', (event) => (event.returnValue = undefined));
  expose(main, contract, { ask: () => undefined, watch: () => NEVER });
}

describe('the messages of a renderer', () => {
  it.each(pairsOf(ways))('arrive in the order of the calls: %s, then %s', (first, second) => {
    runIpc((helpers) => {
      const { main, link, cold, expectObservable } = helpers;
      serve(helpers);
      link({ latency: '3ms' });
      cold('                                  -(ab)-a-b').subscribe((letter) =>
        ways[letter === 'a' ? first : second]!(helpers, letter),
      );
      expectObservable(received$(main)).toBe('----(ab)-a-b');
    });
  });

  it.each(Object.keys(ways))('do not fall behind a sendSync, nor overtake it: %s', (way) => {
    runIpc((helpers) => {
      const { main, renderer, link, cold, expectObservable } = helpers;
      serve(helpers);
      link({ latency: '9ms' });
      cold('                                  -ab(cSd)').subscribe((letter) => {
        if (letter === 'S') renderer.ipcRenderer.sendSync('x', letter);
        else ways[way]!(helpers, letter);
      });
      // The renderer sends nothing else while it waits, from 3 ms to 21 ms.
      expectObservable(received$(main)).toBe('---------- ab(cS) 14ms d');
    });
  });

  it('reach another renderer in order, whether main relays them or sends them on', () => {
    runIpc(({ main, renderer, link, cold, expectObservable }) => {
      link({ latency: '1ms' });
      const far = link({ latency: '9ms' });
      const relayed = renderer.channel<string>('x').to(far.renderer.id);
      const sentOn = renderer.channel<string>('x');
      main.channel<string>('x').subscribe(main.channel<string>('x').to(far.renderer.id));
      cold('                                         -(abc)d').subscribe((letter) =>
        (letter === 'b' ? sentOn : relayed).next(letter),
      );
      expectObservable(far.renderer.channel('x')).toBe('- 10ms (abc)d');
    });
  });
});

describe('the messages to a renderer', () => {
  it.each(pairsOf(waysOfMain))('arrive in the order of the calls: %s, then %s', (first, second) => {
    runIpc((helpers) => {
      const { renderer, link, cold, expectObservable } = helpers;
      link({ latency: '3ms' });
      cold('                                         -(ab)-a-b').subscribe((letter) =>
        waysOfMain[letter === 'a' ? first : second]!(helpers, letter),
      );
      expectObservable(renderer.channel('x')).toBe(' ----(ab)-a-b');
    });
  });

  it('arrive in order, those before and after the answer of a sendSync too', () => {
    runIpc(({ main, renderer, link, cold, expectObservable }) => {
      link({ latency: '3ms' });
      main.ipcMain.on('s', (event) => {
        event.sender.send('x', 'b');
        event.returnValue = 'S';
        event.sender.send('x', 'c');
      });
      cold('-a---------d').subscribe(main.channel<string>('x'));
      const answer$ = cold('--s').pipe(map(() => renderer.ipcRenderer.sendSync('s') as string));
      expectObservable(merge(renderer.channel<string>('x'), answer$)).toBe('--------(Sabc)d');
    });
  });
});

describe('two renderers and main', () => {
  it('hear each other at their own times', () => {
    runIpc(({ main, renderer, link, hot, expectObservable }) => {
      link({ latency: '1ms' });
      const far = link({ latency: '2ms' }).renderer;
      main.ipcMain.on('x', (event, text: string) => event.reply('x', text.toUpperCase()));
      hot('                                           -a--b-(cd)').subscribe(renderer.channel<string>('x'));
      hot('                                           --e').subscribe(far.channel<string>('x'));
      expectObservable(main.channel('x')).toBe('      --a-eb-(cd)');
      expectObservable(renderer.channel('x')).toBe('  ---A--B-(CD)');
      expectObservable(far.channel('x')).toBe('       ------E');
    });
  });

  it('pass messages to each other through main', () => {
    runIpc(({ renderer, link, hot, expectObservable }) => {
      link();
      const far = link().renderer;
      const atFar = far.channel<string>('x').to(renderer.id);
      atFar.pipe(map((text) => text.toUpperCase())).subscribe(atFar);
      hot('                                           --a-b-|').subscribe(
        renderer.channel<string>('x').to(far.id),
      );
      expectObservable(far.channel('x')).toBe('       --a-b');
      expectObservable(renderer.channel('x')).toBe('  --A-B');
    });
  });

  it('hear broadcasts from their connection on, even those before their handshake', () => {
    runIpc(({ main, renderer, hot, expectObservable }) => {
      // RxJS's own schedulers run in the virtual time of the test as well.
      const options = { scheduler: asapScheduler };
      const [mainEnd, rendererEnd] = createMemoryLink(options);
      main.connect(mainEnd);
      const late$ = timer(4).pipe(mergeMap(() => createRenderer(rendererEnd, options).channel<string>('x')));
      hot('                                           -a-b------c').subscribe(main.channel<string>('x'));
      expectObservable(renderer.channel('x')).toBe('  -a-b------c');
      expectObservable(late$).toBe('                  ----(ab)--c');
    });
  });
});
