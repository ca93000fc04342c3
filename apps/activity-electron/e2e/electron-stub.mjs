// Replaces `electron` for main.js on machines without it. It has one window. The preload script and
// the page of that window run in this very process. The app's main and its libs are the real ones.
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { runInThisContext } from 'node:vm';

const { PAGE, DATA_DIR } = process.env;
const schemes = new Map();

export const ipcMain = new EventEmitter();
export const app = Object.assign(new EventEmitter(), {
  commandLine: { getSwitchValue: (name) => (name === 'data-dir' ? DATA_DIR : '') },
  whenReady: async () => undefined,
  quit: () => app.emit('will-quit'),
  exit: (code) => process.exit(code),
});
export const protocol = {
  registerSchemesAsPrivileged: (list) => console.log('schemes', JSON.stringify(list)),
  handle: (scheme, answer) => schemes.set(scheme, answer),
};
export const webContents = { fromId: () => undefined };
export class MessageChannelMain {}

export class BrowserWindow {
  constructor(options) {
    console.log('window', JSON.stringify(options.webPreferences));
    this.preload = options.webPreferences.preload;
    const setWindowOpenHandler = () => undefined;
    this.webContents = Object.assign(new EventEmitter(), {
      id: 1,
      isDestroyed: () => false,
      setWindowOpenHandler,
    });
  }

  async loadURL(url) {
    const { protocol: scheme, host } = new URL(url);
    const response = schemes.get(scheme.slice(0, -1))({ url });
    console.log('loaded', response.status, /<title>(.*)<\/title>/.exec(await response.text())?.[1]);
    const ipcRenderer = new EventEmitter();
    const senderFrame = {
      frameTreeNodeId: 1,
      processId: 1,
      routingId: 1,
      parent: null,
      origin: `${scheme}//${host}`,
      url,
      send: (channel, ...args) =>
        queueMicrotask(() => ipcRenderer.emit(channel, { ports: [] }, ...structuredClone(args))),
    };
    const emit = (event, channel, args) => ipcMain.emit(channel, event, ...structuredClone(args));
    const sender = this.webContents;
    ipcRenderer.send = (channel, ...args) =>
      queueMicrotask(() => emit({ sender, senderFrame }, channel, args));
    ipcRenderer.sendSync = (channel, ...args) => {
      const event = { sender, senderFrame, returnValue: undefined };
      emit(event, channel, args);
      return event.returnValue;
    };
    const contextBridge = { exposeInMainWorld: (key, api) => Object.assign(globalThis, { [key]: api }) };
    const events = new EventTarget();
    for (const name of ['addEventListener', 'removeEventListener', 'dispatchEvent'])
      globalThis[name] = events[name].bind(events);
    const script = runInThisContext(`(function (require) {${readFileSync(this.preload, 'utf8')}\n})`);
    script(() => ({ contextBridge, ipcRenderer }));
    await import(PAGE);
  }
}
