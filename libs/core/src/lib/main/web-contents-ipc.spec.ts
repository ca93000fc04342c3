import { config } from 'rxjs';
import { dropsOf, inVirtualTime } from '../../../testing/in-process.js';

function setUp() {
  const { main, open, turn } = inVirtualTime();
  const openWithIpc = () => {
    const opened = open();
    return { ...opened, ipc: opened.webContents.ipc };
  };
  const [a, b] = [openWithIpc(), openWithIpc()];
  turn();
  return { main, ipcMain: main.ipcMain, a, b, turn };
}

afterEach(() => {
  config.onUnhandledError = null;
});

describe('webContents.ipc', () => {
  it('is always the same object, like ipcMain', () => {
    const { a, b } = setUp();
    expect(a.webContents.ipc).toBe(a.ipc);
    expect(a.ipc).not.toBe(b.ipc);
    expect(a.ipc.eventNames()).toEqual(['error']);
  });

  it("hears only its own renderer, after 'ipc-message' and before ipcMain, with the same event", () => {
    const { ipcMain, a, b, turn } = setUp();
    const order: unknown[] = [];
    const events = new Set<unknown>();
    ipcMain.on('x', (event, n) => (events.add(event), order.push(['ipcMain', n])));
    a.ipc.on('x', (event, n) => (events.add(event), order.push(['ipc', n])));
    a.webContents.on('ipc-message', (event, channel, n) => {
      events.add(event);
      order.push(['ipc-message', channel, n]);
    });
    a.ipcRenderer.send('x', 1);
    turn();
    b.ipcRenderer.send('x', 2);
    turn();
    expect(order).toEqual([
      ['ipc-message', 'x', 1],
      ['ipc', 1],
      ['ipcMain', 1],
      ['ipcMain', 2],
    ]);
    expect(events.size).toBe(2);
  });

  it('answers a sendSync before ipcMain does, and hears postMessage', () => {
    const { ipcMain, a, b, turn } = setUp();
    ipcMain.on('x', (event) => (event.returnValue = 'ipcMain'));
    a.ipc.on('x', (event) => (event.returnValue = 'ipc'));
    expect([a.ipcRenderer.sendSync('x'), b.ipcRenderer.sendSync('x')]).toEqual(['ipc', 'ipcMain']);
    const heard: unknown[] = [];
    a.ipc.once('posted', (_event, value) => heard.push(value));
    a.ipcRenderer.postMessage('posted', 1);
    turn();
    expect(heard).toEqual([1]);
  });

  it('counts as a listener, even if it is the only one', () => {
    const { main, a, b, turn } = setUp();
    const drops = dropsOf(main);
    a.ipc.on('x', () => undefined);
    a.ipc.on('asked', (event) => (event.returnValue = 1));
    a.ipcRenderer.send('x');
    b.ipcRenderer.send('x');
    turn();
    expect(drops).toMatchObject([{ reason: 'unheard', from: 2 }]);
    expect(a.ipcRenderer.sendSync('asked')).toBe(1);
    expect(() => void b.ipcRenderer.sendSync('asked')).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_SYNC_NO_LISTENER' }),
    );
  });

  it('has handlers that take precedence, until they are removed', async () => {
    const { ipcMain, a, b, turn } = setUp();
    ipcMain.handle('x', () => 'ipcMain');
    a.ipc.handle('x', () => 'ipc');
    b.ipc.handleOnce('x', () => 'once');
    const ask = async ({ ipcRenderer }: typeof a) => {
      const answer = ipcRenderer.invoke('x');
      turn();
      return (await answer) as string;
    };
    expect([await ask(a), await ask(b), await ask(b)]).toEqual(['ipc', 'once', 'ipcMain']);
    expect(() => a.ipc.handle('x', () => 0)).toThrow("Attempted to register a second handler for 'x'");
    a.ipc.removeHandler('x');
    expect(await ask(a)).toBe('ipcMain');
  });

  it('ends the emit if a listener throws', async () => {
    const { ipcMain, a, turn } = setUp();
    const uncaught = new Promise((resolve) => (config.onUnhandledError = resolve));
    const heard: unknown[] = [];
    a.ipc.on('x', () => {
      throw new Error('broken');
    });
    ipcMain.on('x', () => heard.push('ipcMain'));
    a.ipcRenderer.send('x');
    turn();
    expect(await uncaught).toEqual(new Error('broken'));
    expect(heard).toEqual([]);
  });

  it('is emptied when its WebContents is destroyed, and not before', () => {
    const { main, a, turn } = setUp();
    a.ipc.on('x', () => undefined);
    a.ipc.handle('y', () => undefined);
    const counts: number[] = [];
    a.webContents.on('destroyed', () => counts.push(a.ipc.listenerCount('x')));
    a.renderer.close();
    turn();
    expect(counts).toEqual([1]);
    expect(a.ipc.eventNames()).toEqual([]);
    expect(() => a.ipc.handle('y', () => undefined)).not.toThrow();
    main.close();
  });
});
