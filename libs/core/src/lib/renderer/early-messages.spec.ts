import { queueScheduler, take } from 'rxjs';
import { turnScheduler, type Renderer, type RendererDrop } from '../../index.js';
import { openPage, hear, sum } from '../../../testing/page.js';

/** Each way to begin to listen to `x`, with the messages that it has heard. */
const ways: Readonly<Record<string, (renderer: Renderer, heard: unknown[], senderId: number) => void>> = {
  on: ({ ipcRenderer }, heard) => void ipcRenderer.on('x', (_event, value) => heard.push(value)),
  addListener: ({ ipcRenderer }, heard) =>
    void ipcRenderer.addListener('x', (_event, value) => heard.push(value)),
  prependListener: ({ ipcRenderer }, heard) =>
    void ipcRenderer.prependListener('x', (_event: unknown, value: unknown) => heard.push(value)),
  'channel().subscribe': (renderer, heard) =>
    void renderer.channel('x').subscribe((value) => heard.push(value)),
  'a piped channel': (renderer, heard) =>
    void renderer
      .channel('x')
      .pipe(take(9))
      .subscribe((value) => heard.push(value)),
  messages$: (renderer, heard) =>
    void renderer.channel('x').messages$.subscribe(({ args }) => heard.push(args[0])),
  'channel().to': (renderer, heard, senderId) =>
    void renderer
      .channel('x')
      .to(senderId)
      .subscribe((value) => heard.push(value)),
};

describe('a message that arrives before the first listener', () => {
  it.each(Object.keys(ways))('is heard by %s, in order, before later messages', (way) => {
    const { webContents, renderer, drops, turn } = openPage();
    for (const n of [1, 2, 3]) webContents.send('x', n);
    turn();
    const heard: unknown[] = [];
    ways[way]!(renderer, heard, 0);
    expect(heard).toEqual([]);
    webContents.send('x', 4);
    turn();
    webContents.send('x', 5);
    turn();
    expect([heard, drops]).toEqual([[1, 2, 3, 4, 5], []]);
  });

  it('is heard by all listeners of one turn, in the order of the messages', () => {
    const { webContents, renderer, ipcRenderer, turn } = openPage();
    for (const [channel, n] of [
      ['x', 1],
      ['y', 2],
      ['x', 3],
    ] as const)
      webContents.send(channel, n);
    turn(1000);
    const log: unknown[] = [];
    ipcRenderer.on('x', (_event, n) => log.push(['x', n]));
    renderer.channel('x').subscribe((n) => log.push(['channel x', n]));
    ipcRenderer.on('y', (_event, n) => log.push(['y', n]));
    ipcRenderer.once('x', (_event, n) => log.push(['once x', n]));
    turn();
    expect(log).toEqual([
      ['x', 1],
      ['once x', 1],
      ['channel x', 1],
      ['y', 2],
      ['x', 3],
      ['channel x', 3],
    ]);
  });

  it('is heard once, and not by listeners of a later turn', () => {
    const { webContents, ipcRenderer, turn } = openPage();
    webContents.send('x', 1);
    turn();
    const first = hear(ipcRenderer);
    turn();
    const second = hear(ipcRenderer);
    turn();
    expect([first, second]).toEqual([[1], []]);
  });

  it('goes to a once listener; further messages are dropped and counted, as in Electron', () => {
    const { webContents, ipcRenderer, drops, turn } = openPage();
    for (const n of [1, 2, 3]) webContents.send('x', n);
    turn();
    const heard: unknown[] = [];
    ipcRenderer.once('x', (_event, n) => heard.push(n));
    turn();
    const later = hear(ipcRenderer);
    turn();
    expect([heard, later, sum(drops)]).toEqual([[1], [], 2]);
    expect(drops[0]).toEqual({ reason: 'unheard', channel: 'x', count: 1 });
  });

  it('still waits if its listener leaves within the same turn, as in a view that is mounted twice', () => {
    const { webContents, ipcRenderer, renderer, turn } = openPage();
    webContents.send('x', 1);
    turn();
    const left = jest.fn();
    ipcRenderer.on('x', left).off('x', left);
    renderer.channel('x').subscribe(left).unsubscribe();
    turn();
    const heard = hear(ipcRenderer);
    turn();
    expect([left.mock.calls, heard]).toEqual([[], [1]]);
  });

  it('is not kept on a channel that had a listener', () => {
    const { webContents, ipcRenderer, drops, turn } = openPage();
    const listener = jest.fn();
    ipcRenderer.on('x', listener);
    turn();
    ipcRenderer.off('x', listener);
    webContents.send('x', 1);
    turn();
    const heard = hear(ipcRenderer);
    turn();
    expect([heard, drops]).toEqual([[], [{ reason: 'unheard', channel: 'x', count: 1 }]]);
  });

  it('may come from another renderer, with its senderId', () => {
    const { open, ipcRenderer, webContents, turn } = openPage();
    const other = open();
    turn();
    other.ipcRenderer.sendTo(webContents.id, 'x', 1);
    turn();
    const senders: number[] = [];
    ipcRenderer.on('x', ({ senderId }) => senders.push(senderId));
    turn();
    expect(senders).toEqual([other.webContents.id]);
  });

  it('is replayed by a channel with a replay, which counts as a listener', () => {
    const { webContents, renderer, turn } = openPage();
    for (const n of [1, 2, 3]) webContents.send('x', n);
    turn();
    renderer.channel('x', { replay: 2 });
    turn();
    const heard: unknown[] = [];
    renderer.channel('x').subscribe((n) => heard.push(n));
    expect(heard).toEqual([2, 3]);
  });

  it.each(['error', 'newListener', '__proto__', 'constructor', ''])(
    'may have the channel %j like any other',
    (name) => {
      const { webContents, ipcRenderer, turn } = openPage();
      webContents.send(name, 1);
      turn();
      const heard = hear(ipcRenderer, name);
      heard.length = 0;
      turn();
      expect(heard).toEqual([1]);
    },
  );

  it('is delivered after a listener that throws', () => {
    jest.useFakeTimers();
    const { webContents, ipcRenderer, renderer, turn } = openPage();
    for (const n of [1, 2]) webContents.send('x', n);
    turn();
    const heard: unknown[] = [];
    renderer.channel('x').subscribe((n) => heard.push(n));
    ipcRenderer.on('x', () => {
      throw new Error('broken');
    });
    turn();
    expect(heard).toEqual([1, 2]);
    expect(() => jest.runOnlyPendingTimers()).toThrow('broken');
    jest.clearAllTimers();
    jest.useRealTimers();
  });

  it('is not delivered after a listener that closes the renderer', () => {
    const { webContents, ipcRenderer, renderer, drops, turn } = openPage();
    for (const n of [1, 2, 3]) webContents.send('x', n);
    turn();
    const heard: unknown[] = [];
    ipcRenderer.on('x', (_event, n) => {
      heard.push(n);
      void renderer.close();
    });
    turn();
    expect([heard, drops]).toEqual([
      [1],
      [
        { reason: 'disconnected', channel: 'x', count: 1 },
        { reason: 'disconnected', channel: 'x', count: 1 },
      ],
    ]);
  });

  it('lets a listener attach another one, which hears its messages at the end of its own turn', () => {
    const { webContents, ipcRenderer, turn } = openPage();
    const log: unknown[] = [];
    for (const channel of ['y', 'x', 'y', 'x']) webContents.send(channel, channel);
    turn();
    ipcRenderer.once('x', () => {
      ipcRenderer.on('y', () => log.push('first y'));
      ipcRenderer.on('y', () => log.push('second y'));
      log.push('x');
    });
    turn();
    expect(log).toEqual(['x', 'first y', 'second y', 'first y', 'second y']);
  });

  it('is delivered by a scheduler that runs tasks at once', () => {
    const { webContents, ipcRenderer, drops } = openPage({ scheduler: queueScheduler });
    webContents.send('x', 1);
    const heard = hear(ipcRenderer);
    webContents.send('x', 2);
    expect([heard, drops]).toEqual([[1, 2], []]);
  });

  it('is heard by a page that loads more modules, in real time', async () => {
    const { webContents, renderer, ipcRenderer } = openPage({ scheduler: turnScheduler });
    webContents.send('config', { theme: 'dark' });
    await renderer.ready;
    await new Promise((resolve) => setTimeout(resolve));
    const heard = hear(ipcRenderer, 'config');
    await new Promise((resolve) => setTimeout(resolve));
    expect(heard).toEqual([{ theme: 'dark' }]);
    await renderer.close();
  });
});

describe('renderer.start', () => {
  it('delivers at the end of the turn, drops messages without a listener, and keeps none from then on', () => {
    const { webContents, ipcRenderer, renderer, drops, turn } = openPage();
    webContents.send('x', 1);
    webContents.send('y', 2);
    turn();
    renderer.start();
    renderer.start();
    const heard = hear(ipcRenderer);
    webContents.send('x', 3);
    expect(heard).toEqual([]);
    turn();
    webContents.send('z', 4);
    turn();
    const late = hear(ipcRenderer, 'z');
    turn();
    expect([heard, late]).toEqual([[1, 3], []]);
    expect(drops).toEqual([
      { reason: 'unheard', channel: 'y', count: 1 },
      { reason: 'unheard', channel: 'z', count: 1 },
    ]);
    renderer.start();
  });

  it('does nothing to a closed renderer', () => {
    const { renderer, turn } = openPage();
    void renderer.close();
    renderer.start();
    turn();
  });
});

describe('renderer.drops$', () => {
  it('emits the totals to late subscribers, and completes with the connection', () => {
    const { webContents, renderer, turn } = openPage();
    renderer.start();
    turn();
    for (const channel of ['x', 'y', 'x']) webContents.send(channel, 1);
    turn();
    const log: unknown[] = [];
    renderer.drops$.subscribe({ next: (drop) => log.push(drop), complete: () => log.push('complete') });
    webContents.send('x', 1);
    turn();
    void renderer.close();
    const after: unknown[] = [];
    renderer.drops$.subscribe({ next: (drop) => after.push(drop), complete: () => after.push('complete') });
    expect(log).toEqual([
      { reason: 'unheard', channel: 'x', count: 2 },
      { reason: 'unheard', channel: 'y', count: 1 },
      { reason: 'unheard', channel: 'x', count: 1 },
      'complete',
    ]);
    expect(after).toEqual([
      { reason: 'unheard', channel: 'x', count: 3 },
      { reason: 'unheard', channel: 'y', count: 1 },
      'complete',
    ]);
    expect(structuredClone(after)).toEqual(after);
  });

  it('counts only so many channels separately, because other renderers may send to any number', () => {
    const { webContents, renderer, drops, turn } = openPage();
    renderer.start();
    turn();
    for (let i = 0; i < 1000; i++) webContents.send(`x${i}`, i);
    turn();
    const totals: RendererDrop[] = [];
    renderer.drops$.subscribe((drop) => totals.push(drop));
    expect([totals.length, sum(totals), sum(drops)]).toEqual([257, 1000, 1000]);
    expect(totals.at(-1)).toEqual({ reason: 'unheard', count: 744 });
  });
});
