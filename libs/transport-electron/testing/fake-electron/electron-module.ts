/**
 * The module `electron` for a whole main process that runs in plain Node, on {@link FakeElectron}. A spec bundles this
 * file, and a resolve hook puts the bundle in the place of the package.
 *
 * The environment says where the rest is. `FAKE_ELECTRON_THREAD` is the bundle of `document-thread.ts`.
 * `FAKE_ELECTRON_PAGE` is the module of the page, because HTML needs a browser. The texts that this page posts to its
 * `parentPort` are lines on stdout, after `page: `. SIGINT closes all windows, as their user does.
 */
import { EventEmitter } from 'node:events';
import { pathToFileURL } from 'node:url';
import { FakeElectron } from './fake-electron.js';
import { threadDocuments } from './thread-documents.js';
import type { StartDocument } from './web-contents.js';

let documents: StartDocument | undefined;
const electron = new FakeElectron((url, receive) => {
  if (documents === undefined) throw new Error('A document starts in a BrowserWindow.');
  return documents(url, receive);
});

export const { ipcMain, webContents, MessageChannelMain } = electron;

export const app = Object.assign(new EventEmitter(), {
  // Electron is ready only when the module of the main process has run to its end.
  whenReady: () => new Promise<void>((resolve) => setImmediate(resolve)),
  quit: () => void electron.quit().then(() => process.exit()),
});

interface WindowOptions {
  readonly webPreferences: { readonly preload: string };
}

export class BrowserWindow {
  readonly webContents = electron.createWebContents();

  constructor({ webPreferences: { preload } }: WindowOptions) {
    const { FAKE_ELECTRON_THREAD: thread, FAKE_ELECTRON_PAGE: page } = process.env;
    if (thread === undefined || page === undefined)
      throw new Error('The environment names no thread or page.');
    const report = (_url: string, text: unknown) => console.log(`page: ${String(text)}`);
    documents = threadDocuments({ thread, preload, page, report });
  }

  async loadFile(file: string): Promise<void> {
    this.webContents.loadURL(pathToFileURL(file).href);
  }
}

process.once('SIGINT', () => {
  void electron.quit().then(() => app.emit('window-all-closed'));
});
