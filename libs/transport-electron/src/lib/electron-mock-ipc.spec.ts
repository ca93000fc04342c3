import { EventEmitter } from 'node:events';
import { createMain, createRenderer } from '@culvert/core';
import { ipcMain as MockIpcMain, ipcRenderer as MockIpcRenderer, pipe } from 'electron-mock-ipc';
import { createContextBridge } from '../../testing/fake-electron/context-bridge.js';
import { attachElectron } from '../main.js';
import type { Bridge } from './bridge.js';
import type { ElectronMain, IpcEventLike } from './main/electron-types.js';
import { expose, type ElectronPreload } from './preload/expose.js';
import { ElectronTransport } from './renderer/electron-transport.js';

/**
 * The npm package has `ipcMain.on`, `ipcRenderer.on` and `send` in both directions. It has no
 * frames, ids, ports or `sendSync`. Here it carries frames of Culvert, and this function adds the
 * missing parts.
 */
function setUp() {
  const [ipcMain, ipcRenderer] = [new MockIpcMain(), new MockIpcRenderer()];
  pipe(ipcMain, ipcRenderer);
  const contents = Object.assign(new EventEmitter(), { id: 1, isDestroyed: () => false });
  const place = {
    frameTreeNodeId: 1,
    processId: 1,
    routingId: 1,
    origin: 'file://',
    url: 'file:///x',
    parent: null,
  };
  const electron: ElectronMain = {
    ipcMain: {
      on: (channel, listener) =>
        void ipcMain.on(channel, ({ sender }, ...args: unknown[]) => {
          const senderFrame = {
            ...place,
            send: sender.send.bind(sender),
            postMessage: () => undefined,
          };
          listener({ sender: contents, senderFrame, returnValue: undefined } satisfies IpcEventLike, ...args);
        }),
      removeListener: (channel, listener) => void ipcMain.removeListener(channel, listener as never),
    },
    webContents: { fromId: () => contents },
  };
  const main = createMain();
  attachElectron(main, electron);

  const mainWorld: { culvert?: Bridge } = {};
  const window = new EventTarget();
  const preload = {
    contextBridge: createContextBridge(mainWorld),
    ipcRenderer: {
      on: (channel: string, listener: (event: object, ...args: unknown[]) => void) =>
        void ipcRenderer.on(channel, (_event, ...args: unknown[]) => listener({ ports: [] }, ...args)),
      send: ipcRenderer.send.bind(ipcRenderer),
    },
  };
  expose(preload as unknown as ElectronPreload, { channels: ['*'] }, window);
  return { main, renderer: createRenderer(new ElectronTransport(mainWorld.culvert!, window)) };
}

describe('over electron-mock-ipc', () => {
  it('the handshake, ordered messages both ways, and calls work', async () => {
    const { main, renderer } = setUp();
    await renderer.ready;
    expect(renderer.id).toBe(1);
    const heard: unknown[] = [];
    main.ipcMain.on('n', (event, n: number) => {
      heard.push(n);
      event.reply('n', -n);
    });
    main.ipcMain.handle('double', (_event, n: number) => 2 * n);
    const answers: unknown[] = [];
    renderer.ipcRenderer.on('n', (_event, n) => answers.push(n));
    for (const n of [1, 2, 3]) renderer.ipcRenderer.send('n', n);
    expect(await renderer.ipcRenderer.invoke('double', 21)).toBe(42);
    expect([heard, answers]).toEqual([
      [1, 2, 3],
      [-1, -2, -3],
    ]);
  });

  it('channels work, and the page can close its connection', async () => {
    const { main, renderer } = setUp();
    await renderer.ready;
    const theme = new Promise((resolve) => renderer.channel('theme').subscribe(resolve));
    main.channel('theme').next({ dark: true });
    expect(await theme).toEqual({ dark: true });
    const destroyed = new Promise((resolve) =>
      main.webContents.fromId(1)!.on('destroyed', () => resolve('gone')),
    );
    renderer.close();
    expect(await destroyed).toBe('gone');
  });
});
