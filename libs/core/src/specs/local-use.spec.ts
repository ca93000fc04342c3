import { EventEmitter, on, once } from 'node:events';
import { Subject, fromEvent } from 'rxjs';
import { toEventEmitter } from '../index.js';
import { inProcess } from '../../testing/in-process.js';

function setUp() {
  const { main, open } = inProcess();
  return { main, ...open() };
}

const emitters: readonly (readonly [string, () => EventEmitter])[] = [
  ['ipcMain', () => setUp().main.ipcMain],
  ['ipcRenderer', () => setUp().renderer.ipcRenderer],
  ['webContents', () => setUp().webContents],
  ['webContents.ipc', () => setUp().webContents.ipc],
  ['a guest', () => setUp().renderer.guest(2)],
  ['toEventEmitter', () => toEventEmitter(new Subject<unknown>(), 'x')],
];

describe.each(emitters)('%s, used locally', (_name, create) => {
  it("is an EventEmitter of Node, with Node's own methods", () => {
    const emitter = create();
    expect(emitter).toBeInstanceOf(EventEmitter);
    expect(emitter.on).toBe(emitter.addListener);
    expect(emitter.off).toBe(emitter.removeListener);
  });

  it('emits to its listeners within the call, and returns true if it has any', () => {
    const emitter = create();
    const heard: unknown[] = [];
    expect(emitter.emit('x', 1)).toBe(false);
    emitter.on('x', (value) => heard.push(value));
    expect(emitter.emit('x', 2)).toBe(true);
    expect(heard).toEqual([2]);
  });

  it('emits newListener before and removeListener after, with once listeners unwrapped', () => {
    const emitter = create();
    const log: unknown[] = [];
    const listener = () => undefined;
    emitter.on('newListener', (name, added) => log.push(['new', name, added, emitter.listenerCount('x')]));
    emitter.on('removeListener', (name, gone) => log.push(['gone', name, gone, emitter.listenerCount('x')]));
    log.length = 0;
    emitter.on('x', listener).once('x', listener).prependListener('x', listener);
    emitter.prependOnceListener('x', listener);
    emitter.off('x', listener).removeAllListeners('x');
    expect(log).toEqual([
      ...[0, 1, 2, 3].map((count) => ['new', 'x', listener, count]),
      ...[3, 2, 1, 0].map((count) => ['gone', 'x', listener, count]),
    ]);
  });

  it('lists its listeners, as they were given and as they are called', () => {
    const emitter = create();
    const listener = () => undefined;
    emitter.on('x', listener).once('x', listener);
    expect(emitter.listeners('x')).toEqual([listener, listener]);
    const [plain, wrapped] = emitter.rawListeners('x');
    expect(plain).toBe(listener);
    expect(wrapped).not.toBe(listener);
    expect(wrapped).toHaveProperty('listener', listener);
    expect(emitter.listenerCount('x')).toBe(2);
    expect(emitter.eventNames()).toContain('x');
  });

  it('prepends, and removes a once listener before its call', () => {
    const emitter = create();
    const log: unknown[] = [];
    emitter.on('x', () => log.push('on'));
    emitter.prependListener('x', () => log.push('prepended'));
    emitter.prependOnceListener('x', () => log.push(`once, ${emitter.listenerCount('x')} left`));
    emitter.emit('x');
    emitter.emit('x');
    expect(log).toEqual(['once, 2 left', 'prepended', 'on', 'prepended', 'on']);
  });

  it('accepts a limit of listeners for itself only', () => {
    const emitter = create();
    expect(emitter.setMaxListeners(20)).toBe(emitter);
    expect(emitter.getMaxListeners()).toBe(20);
    expect(create().getMaxListeners()).toBe(EventEmitter.defaultMaxListeners);
  });

  it('works with fromEvent', () => {
    const emitter = create();
    const heard: unknown[] = [];
    const subscription = fromEvent(emitter, 'x').subscribe((value) => heard.push(value));
    emitter.emit('x', 1);
    subscription.unsubscribe();
    emitter.emit('x', 2);
    expect(heard).toEqual([1]);
    expect(emitter.listenerCount('x')).toBe(0);
  });

  it('works with once of node:events, also with an abort', async () => {
    const emitter = create();
    const controller = new AbortController();
    const [awaited, aborted] = [once(emitter, 'x'), once(emitter, 'x', { signal: controller.signal })];
    controller.abort();
    await expect(aborted).rejects.toThrow('aborted');
    emitter.emit('x', 1);
    expect(await awaited).toEqual([1]);
    expect(emitter.listenerCount('x')).toBe(0);
  });

  it('works with on of node:events', async () => {
    const emitter = create();
    const heard: unknown[] = [];
    const iterator = on(emitter, 'x');
    for (const value of [1, 2, 3]) emitter.emit('x', value);
    for await (const [value] of iterator) {
      heard.push(value);
      if (value === 3) break;
    }
    expect(heard).toEqual([1, 2, 3]);
    expect(emitter.listenerCount('x')).toBe(0);
  });

  it('lets a listener add, remove and emit', () => {
    const emitter = create();
    const log: unknown[] = [];
    const late = (value: unknown) => log.push(['late', value]);
    const first = (value: unknown) => {
      log.push(['first', value]);
      emitter.off('x', first).on('x', late);
      emitter.emit('x', 'inner');
    };
    emitter.on('x', first);
    emitter.emit('x', 'outer');
    expect(log).toEqual([
      ['first', 'outer'],
      ['late', 'inner'],
    ]);
  });
});

describe('emit', () => {
  it('sends nothing', () => {
    const { renderer, webContents, main } = setUp();
    const inspected: unknown[] = [];
    main.inspect$.subscribe((item) => inspected.push(item));
    for (const emitter of [
      main.ipcMain,
      renderer.ipcRenderer,
      webContents,
      webContents.ipc,
      renderer.guest(2),
    ])
      expect(emitter.emit('x', 1)).toBe(false);
    expect(inspected).toEqual([]);
  });

  it.each(emitters.slice(0, 5))('of %s rethrows a listener error to its caller', (_name, create) => {
    const emitter = create();
    const later = jest.fn();
    emitter.on('x', () => {
      throw new Error('broken');
    });
    emitter.on('x', later);
    expect(() => emitter.emit('x')).toThrow('broken');
    expect(later).not.toHaveBeenCalled();
  });

  it('throws a local error without a listener, except at ipcMain, which has its guard', () => {
    const { main, renderer } = setUp();
    expect(() => renderer.ipcRenderer.emit('error', new Error('local'))).toThrow('local');
    expect(main.ipcMain.emit('error', new Error('local'))).toBe(true);
    main.ipcMain.removeAllListeners();
    expect(() => main.ipcMain.emit('error', new Error('local'))).toThrow('local');
  });
});
