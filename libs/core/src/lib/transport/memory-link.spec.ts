import { TestScheduler } from 'rxjs/testing';
import { VirtualTimeScheduler, firstValueFrom, queueScheduler, type SchedulerLike } from 'rxjs';
import { createMain, createMemoryLink, createRenderer, type Transport } from '../../index.js';

function logOf(transport: Transport) {
  const log: unknown[] = [];
  transport.frames$.subscribe({ next: (frame) => log.push(frame), complete: () => log.push('complete') });
  return log;
}

function setUp() {
  const scheduler = new VirtualTimeScheduler();
  const [main, renderer] = createMemoryLink({ scheduler });
  return { main, renderer, turn: () => scheduler.flush() };
}

describe('createMemoryLink', () => {
  it('carries frames both ways, in order, in a later turn', () => {
    const { main, renderer, turn } = setUp();
    const [atMain, atRenderer] = [logOf(main), logOf(renderer)];
    renderer.send(1);
    renderer.send(2);
    main.send(3);
    expect([atMain, atRenderer]).toEqual([[], []]);
    turn();
    expect([atMain, atRenderer]).toEqual([[1, 2], [3]]);
  });

  it('copies bytes, as another process would have its own', () => {
    const { main, renderer, turn } = setUp();
    const atMain = logOf(main);
    const bytes = new Uint8Array([1]);
    renderer.send(['text', bytes]);
    bytes[0] = 2;
    turn();
    expect(atMain).toEqual([['text', new Uint8Array([1])]]);
  });

  it('keeps frames until there is a subscriber', () => {
    const { main, renderer, turn } = setUp();
    renderer.send(1);
    turn();
    const early = logOf(main);
    renderer.send(2);
    renderer.close();
    turn();
    expect(early).toEqual([1, 2, 'complete']);
  });

  it('completes the other end after all sent frames, its own end at once, and drops later frames', () => {
    const { main, renderer, turn } = setUp();
    const [atMain, atRenderer] = [logOf(main), logOf(renderer)];
    main.send('on its way');
    renderer.send('last');
    renderer.close();
    renderer.close();
    renderer.send('into nothing');
    expect(atRenderer).toEqual(['complete']);
    expect(atMain).toEqual([]);
    turn();
    main.send('into nothing');
    main.close();
    turn();
    expect([atMain, atRenderer]).toEqual([['last', 'complete'], ['complete']]);
  });

  it('delivers a sync frame to main after all frames on their way, and returns the answer of main', () => {
    const { main, renderer, turn } = setUp();
    const atMain: unknown[] = [];
    main.frames$.subscribe((frame) => {
      atMain.push(frame);
      if (frame === 'sync') main.replySync!('answer');
    });
    renderer.send(1);
    renderer.send(2);
    expect(renderer.sendSync!('sync', 1000)).toBe('answer');
    turn();
    expect(atMain).toEqual([1, 2, 'sync']);
  });

  it('carries a frame in its own turn, although a sync request has taken an earlier frame with it', () => {
    const scheduler = new VirtualTimeScheduler();
    const [main, renderer] = createMemoryLink({ scheduler });
    const atMain = logOf(main);
    renderer.send(1);
    expect(() => renderer.sendSync!('sync', 1000)).toThrow();
    scheduler.schedule(() => atMain.push('between'));
    renderer.send(2);
    scheduler.flush();
    expect(atMain).toEqual([1, 'sync', 'between', 2]);
  });

  it.each([
    ['main has no subscriber', 'ERR_CULVERT_SYNC_WOULD_DEADLOCK', () => undefined],
    ['main does not answer', 'ERR_CULVERT_SYNC_WOULD_DEADLOCK', (main: Transport) => void logOf(main)],
    ['main is closed', 'ERR_CULVERT_DISCONNECTED', (main: Transport) => main.close()],
    [
      'the renderer is closed',
      'ERR_CULVERT_DISCONNECTED',
      (_main: Transport, renderer: Transport) => renderer.close(),
    ],
    [
      'main closes instead of answering',
      'ERR_CULVERT_DISCONNECTED',
      (main: Transport) => void main.frames$.subscribe(() => main.close()),
    ],
  ])('refuses a sync frame where %s', (_name, code, prepare) => {
    const { main, renderer } = setUp();
    prepare(main, renderer);
    expect(() => renderer.sendSync!('sync', 1000)).toThrow(expect.objectContaining({ code }));
  });

  it('loses no frame to a sync request without a subscriber in main', () => {
    const { main, renderer, turn } = setUp();
    renderer.send(1);
    expect(() => renderer.sendSync!('sync', 1000)).toThrow();
    const atMain = logOf(main);
    turn();
    expect(atMain).toEqual([1]);
  });

  it('carries one connection: a second use of an end is refused, and the first works on', async () => {
    const [mainEnd, rendererEnd] = createMemoryLink();
    const refused = expect.objectContaining({
      code: 'ERR_CULVERT_INVALID_ARGUMENT',
      message: 'A transport serves one connection only.',
    });
    const main = createMain();
    main.ipcMain.handle('who', (_event, name: string) => name);
    expect(() => main.connect(mainEnd, { kind: 5 as never })).toThrow('kind');
    main.connect(mainEnd);
    expect(() => main.connect(mainEnd)).toThrow(refused);
    expect(() => createMain().connect(mainEnd)).toThrow(refused);
    expect(() => createRenderer(rendererEnd, { callTimeoutMs: -1 })).toThrow('callTimeoutMs');
    const { ipcRenderer } = createRenderer(rendererEnd);
    expect(() => createRenderer(rendererEnd)).toThrow(refused);
    expect(await ipcRenderer.invoke('who', 'first')).toBe('first');
  });

  it('may be joined to main in a later turn than to its renderer', async () => {
    const [mainEnd, rendererEnd] = createMemoryLink();
    const renderer = createRenderer(rendererEnd);
    const answer = renderer.ipcRenderer.invoke('x');
    await new Promise(setImmediate);
    const main = createMain();
    main.ipcMain.handle('x', () => 'there');
    main.connect(mainEnd);
    await renderer.ready;
    expect(await answer).toBe('there');
  });
});

describe.each<[string, () => SchedulerLike, (scheduler: SchedulerLike) => void]>([
  ['queueScheduler', () => queueScheduler, () => undefined],
  [
    'VirtualTimeScheduler',
    () => new VirtualTimeScheduler(),
    (scheduler) => (scheduler as VirtualTimeScheduler).flush(),
  ],
  [
    'TestScheduler',
    () => new TestScheduler(() => undefined),
    (scheduler) => (scheduler as TestScheduler).flush(),
  ],
])('main and renderer on a %s', (_name, create, turn) => {
  it('exchange everything', async () => {
    const scheduler = create();
    const [mainEnd, rendererEnd] = createMemoryLink({ scheduler });
    const main = createMain({ scheduler });
    main.connect(mainEnd);
    const log: unknown[] = [];
    main.ipcMain.on('x', (event, n: number) => {
      log.push(['main', n]);
      event.reply('y', n);
      event.reply('y', n * 10);
    });
    const renderer = createRenderer(rendererEnd, { scheduler });
    renderer.ipcRenderer.on('y', (_event, n) => log.push(['renderer', n]));
    for (const n of [1, 2]) {
      renderer.ipcRenderer.send('x', n);
      turn(scheduler);
    }
    await renderer.ready;
    expect(log).toEqual(
      [1, 2].flatMap((n) => [
        ['main', n],
        ['renderer', n],
        ['renderer', n * 10],
      ]),
    );
    renderer.close();
    turn(scheduler);
    expect((await firstValueFrom(main.state$)).endpoints).toEqual({});
  });
});
