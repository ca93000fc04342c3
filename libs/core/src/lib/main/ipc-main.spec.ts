import { EventEmitter, once } from 'node:events';
import { firstValueFrom, fromEvent } from 'rxjs';
import type { IpcMainHandler } from '../../index.js';
import { inVirtualTime, dropsOf } from '../../../testing/in-process.js';

function setUp() {
  const { main, open, turn } = inVirtualTime();
  return { main, ipcMain: main.ipcMain, turn, ...open({ kind: 'worker', identity: 'me' }) };
}

describe('ipcMain as an EventEmitter', () => {
  it('is an EventEmitter of Node, with a guard on error only', () => {
    const { ipcMain } = setUp();
    expect(ipcMain).toBeInstanceOf(EventEmitter);
    expect(ipcMain.eventNames()).toEqual(['error']);
  });

  it('calls listeners in order, with the event and all arguments', () => {
    const { ipcMain, ipcRenderer, webContents, turn } = setUp();
    const log: unknown[] = [];
    ipcMain.on('x', (event, ...args) => log.push([event.sender === webContents, event.senderInfo, ...args]));
    ipcMain.on('x', () => log.push('second'));
    ipcMain.once('x', () => log.push(`once, ${ipcMain.listenerCount('x')} left`));
    ipcRenderer.send('x', 1, 'two');
    ipcRenderer.send('x');
    turn();
    const info = { id: webContents.id, kind: 'worker', identity: 'me' };
    expect(log).toEqual([[true, info, 1, 'two'], 'second', 'once, 2 left', [true, info], 'second']);
  });

  it('works with fromEvent and with once of node:events', async () => {
    const { ipcMain, ipcRenderer, webContents, turn } = setUp();
    const observed = firstValueFrom(fromEvent(ipcMain, 'x'));
    const awaited = once(ipcMain, 'x');
    ipcRenderer.send('x', 1);
    turn();
    const event = expect.objectContaining({ sender: webContents });
    expect(await observed).toEqual([event, 1]);
    expect(await awaited).toEqual([event, 1]);
    expect(ipcMain.eventNames()).toEqual(['error']);
  });

  it('drops a message of a renderer on error if only the guard listens', () => {
    const { ipcMain, ipcRenderer, main, turn } = setUp();
    const reasons = dropsOf(main, ({ reason }) => reason);
    ipcRenderer.send('error', 'boom');
    turn();
    expect(reasons).toEqual(['unheard']);
    const heard: unknown[] = [];
    ipcMain.on('error', (_event, arg) => heard.push(arg));
    ipcRenderer.send('error', 'boom');
    turn();
    expect(heard).toEqual(['boom']);
  });

  it('loses the guard with removeAllListeners(), and still survives a remote error', () => {
    const { ipcMain, ipcRenderer, turn } = setUp();
    const heard: unknown[] = [];
    ipcMain.on('x', () => heard.push('x'));
    ipcMain.removeAllListeners();
    expect(ipcMain.eventNames()).toEqual([]);
    ipcRenderer.send('error', 'boom');
    turn();
    ipcMain.on('y', () => heard.push('y'));
    ipcRenderer.send('x');
    ipcRenderer.send('y');
    turn();
    expect(heard).toEqual(['y']);
  });

  it('keeps the guard with removeAllListeners(channel)', () => {
    const { ipcMain } = setUp();
    ipcMain.on('x', () => undefined).removeAllListeners('x');
    expect(ipcMain.eventNames()).toEqual(['error']);
  });

  it('does not answer a sync request on error through its guard', () => {
    const { ipcRenderer } = setUp();
    const refusal = expect.objectContaining({ code: 'ERR_CULVERT_SYNC_NO_LISTENER' });
    expect(() => void ipcRenderer.sendSync('error')).toThrow(refusal);
  });

  it('shows no internal traffic', () => {
    const { ipcMain, ipcRenderer, turn } = setUp();
    const emit = jest.spyOn(ipcMain, 'emit');
    ipcMain.handle('call', () => 1);
    void ipcRenderer.invoke('call');
    ipcRenderer.sendTo(1, 'x');
    turn();
    expect(emit).not.toHaveBeenCalled();
  });
});

describe('handlers', () => {
  it('are limited to one for each channel', () => {
    const { ipcMain } = setUp();
    ipcMain.handle('x', () => 1);
    expect(() => ipcMain.handle('x', () => 2)).toThrow("Attempted to register a second handler for 'x'");
    expect(() => ipcMain.handleOnce('x', () => 2)).toThrow("Attempted to register a second handler for 'x'");
    ipcMain.removeHandler('x');
    ipcMain.handleOnce('x', () => 3);
  });

  it.each<unknown>([undefined, null, {}, 'x'])('cannot be %p', (handler) => {
    const { ipcMain } = setUp();
    expect(() => ipcMain.handle('x', handler as IpcMainHandler)).toThrow(TypeError);
    expect(() => ipcMain.handleOnce('x', handler as IpcMainHandler)).toThrow(TypeError);
  });

  it('need a string as channel', () => {
    const { ipcMain } = setUp();
    expect(() => ipcMain.handle(1 as unknown as string, () => 1)).toThrow(TypeError);
  });

  it('may be removed even if they do not exist', () => {
    const { ipcMain } = setUp();
    expect(() => ipcMain.removeHandler('x')).not.toThrow();
  });

  it('are not listeners: neither gets the messages of the other', () => {
    const { ipcMain, ipcRenderer, turn } = setUp();
    const log: string[] = [];
    ipcMain.handle('x', () => log.push('handler'));
    ipcMain.on('x', () => log.push('listener'));
    ipcRenderer.send('x');
    turn();
    expect(log).toEqual(['listener']);
    void ipcRenderer.invoke('x');
    turn();
    expect(log).toEqual(['listener', 'handler']);
  });
});
