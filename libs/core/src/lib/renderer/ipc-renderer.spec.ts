import { EventEmitter, once } from 'node:events';
import { firstValueFrom, fromEvent } from 'rxjs';
import type { IpcRendererEvent } from '../../index.js';
import { inVirtualTime } from '../../../testing/in-process.js';

function setUp() {
  const { main, open, turn } = inVirtualTime();
  return { main, turn, ...open() };
}

describe('ipcRenderer as an EventEmitter', () => {
  it('is an EventEmitter of Node, without a listener at the start', () => {
    const { ipcRenderer } = setUp();
    expect(ipcRenderer).toBeInstanceOf(EventEmitter);
    expect(ipcRenderer.eventNames()).toEqual([]);
  });

  it('calls listeners in the order of their registration, with the event and all arguments', () => {
    const { ipcRenderer, webContents, turn } = setUp();
    const calls: unknown[] = [];
    ipcRenderer.on('x', (event, ...args) => calls.push(['first', event, ...args]));
    ipcRenderer.on('x', (event, ...args) => calls.push(['second', event, ...args]));
    ipcRenderer.prependListener('x', (event: IpcRendererEvent, ...args: unknown[]) =>
      calls.push(['prepended', event, ...args]),
    );
    webContents.send('x', 1, 'two', { three: [3] });
    turn();
    const event = { sender: ipcRenderer, senderId: 0, ports: [] };
    const args = [event, 1, 'two', { three: [3] }];
    expect(calls).toEqual([
      ['prepended', ...args],
      ['first', ...args],
      ['second', ...args],
    ]);
  });

  it('removes a once listener before its call', () => {
    const { ipcRenderer, webContents, turn } = setUp();
    const counts: number[] = [];
    ipcRenderer.once('x', () => counts.push(ipcRenderer.listenerCount('x')));
    webContents.send('x');
    webContents.send('x');
    turn();
    expect(counts).toEqual([0]);
  });

  it('removes listeners: one, those of a channel, all', () => {
    const { ipcRenderer, webContents, turn } = setUp();
    const log: string[] = [];
    const one = () => log.push('one');
    ipcRenderer
      .on('x', one)
      .on('x', () => log.push('two'))
      .on('y', () => log.push('y'))
      .on('z', () => log.push('z'));
    const sendAll = () => {
      log.length = 0;
      for (const channel of ['x', 'y', 'z']) webContents.send(channel);
      turn();
      return [...log];
    };
    ipcRenderer.removeListener('x', one);
    expect(sendAll()).toEqual(['two', 'y', 'z']);
    ipcRenderer.removeAllListeners('x');
    expect(sendAll()).toEqual(['y', 'z']);
    ipcRenderer.removeAllListeners();
    expect(sendAll()).toEqual([]);
    expect(ipcRenderer.eventNames()).toEqual([]);
  });

  it('returns itself from every method that takes a listener', () => {
    const { ipcRenderer } = setUp();
    const listener = () => undefined;
    for (const method of ['on', 'once', 'addListener', 'off', 'removeListener'] as const)
      expect(ipcRenderer[method]('x', listener)).toBe(ipcRenderer);
    expect(ipcRenderer.removeAllListeners('x')).toBe(ipcRenderer);
    expect(ipcRenderer.removeAllListeners()).toBe(ipcRenderer);
  });

  it('works with fromEvent and with once of node:events', async () => {
    const { ipcRenderer, webContents, turn } = setUp();
    const observed = firstValueFrom(fromEvent(ipcRenderer, 'x'));
    const awaited = once(ipcRenderer, 'x');
    webContents.send('x', 1);
    turn();
    const event = expect.objectContaining({ senderId: 0 });
    expect(await observed).toEqual([event, 1]);
    expect(await awaited).toEqual([event, 1]);
    expect(ipcRenderer.eventNames()).toEqual([]);
  });

  it('tells local listeners of newListener and removeListener', () => {
    const { ipcRenderer } = setUp();
    const log: unknown[] = [];
    const listener = () => undefined;
    ipcRenderer.on('removeListener', (...args) => log.push(['removed', ...args]));
    ipcRenderer.on('newListener', (...args) => log.push(['added', ...args]));
    ipcRenderer.on('x', listener).off('x', listener);
    expect(log).toEqual([
      ['added', 'x', listener],
      ['removed', 'x', listener],
    ]);
  });

  it('shows no internal traffic', () => {
    const { ipcRenderer, main, webContents, turn } = setUp();
    const emit = jest.spyOn(ipcRenderer, 'emit');
    main.ipcMain.on('sync', (event) => (event.returnValue = 1));
    main.ipcMain.handle('call', () => 1);
    ipcRenderer.on('x', () => undefined);
    emit.mockClear();
    void ipcRenderer.invoke('call');
    ipcRenderer.sendSync('sync');
    webContents.send('x');
    turn();
    expect(emit.mock.calls.map(([name]) => name)).toEqual(['x']);
  });

  it.each([
    'error',
    'newListener',
    'removeListener',
    '__proto__',
    'constructor',
    '',
    'ping-æøåü',
    '\u{1f6bf}\ud800',
  ])('has %j as an ordinary channel, both ways', (channel) => {
    const { renderer, ipcRenderer, main, webContents, turn } = setUp();
    const log: unknown[] = [];
    renderer.start();
    turn();
    webContents.send(channel, 'unheard');
    ipcRenderer.send(channel, 'unheard');
    turn();
    ipcRenderer.on(channel, (_event, arg) => log.push(['renderer', arg]));
    main.ipcMain.on(channel, (_event, arg) => log.push(['main', arg]));
    log.length = 0;
    webContents.send(channel, 1);
    ipcRenderer.send(channel, 2);
    ipcRenderer.sendTo(webContents.id, channel, 3);
    turn();
    expect(log.sort()).toEqual([
      ['main', 2],
      ['renderer', 1],
      ['renderer', 3],
    ]);
    expect(ipcRenderer.eventNames()).toEqual([channel]);
  });
});

describe('the sending methods of ipcRenderer', () => {
  it('return undefined', () => {
    const { ipcRenderer } = setUp();
    const results = [
      ipcRenderer.send('x') as unknown,
      ipcRenderer.sendTo(1, 'x') as unknown,
      ipcRenderer.sendToHost('x') as unknown,
      ipcRenderer.postMessage('x', 1) as unknown,
    ];
    expect(results).toEqual([undefined, undefined, undefined, undefined]);
  });

  it.each<unknown>([undefined, null, 1, {}, Symbol('x')])('throw a TypeError for the channel %p', (value) => {
    const { ipcRenderer } = setUp();
    const channel = value as string;
    const refusal = expect.objectContaining({ name: 'TypeError', code: 'ERR_CULVERT_INVALID_ARGUMENT' });
    expect(() => ipcRenderer.send(channel)).toThrow(refusal);
    expect(() => void ipcRenderer.sendSync(channel)).toThrow(refusal);
    expect(() => ipcRenderer.sendTo(1, channel)).toThrow(refusal);
    expect(() => ipcRenderer.sendToHost(channel)).toThrow(refusal);
    expect(() => void ipcRenderer.invoke(channel)).toThrow(refusal);
    expect(() => ipcRenderer.postMessage(channel, 1)).toThrow(refusal);
  });

  it.each([1.5, NaN, Infinity, '1', null, undefined, {}])(
    'throw a TypeError for the webContents id %p',
    (id) => {
      const { ipcRenderer } = setUp();
      expect(() => ipcRenderer.sendTo(id as number, 'x')).toThrow(TypeError);
    },
  );

  it('copy their arguments at the call', () => {
    const { ipcRenderer, main, turn } = setUp();
    const received: unknown[] = [];
    main.ipcMain.on('x', (_event, value, bytes: Uint8Array) => received.push([value, [...bytes]]));
    const value = { count: 1 };
    const bytes = new Uint8Array([1]);
    ipcRenderer.send('x', value, bytes);
    value.count = 2;
    bytes[0] = 2;
    turn();
    expect(received).toEqual([[{ count: 1 }, [1]]]);
  });

  it('take an empty list of ports', () => {
    const { ipcRenderer, main, turn } = setUp();
    const received: unknown[] = [];
    main.ipcMain.on('x', (event, value) => received.push([value, event.ports]));
    ipcRenderer.postMessage('x', 2, []);
    turn();
    expect(received).toEqual([[2, []]]);
  });
});
