import { EventEmitter } from 'node:events';
import { MessageChannelMain } from './message-port-main.js';
import { FakeWebContents, type FakeBrowser, type StartDocument } from './web-contents.js';

/**
 * What of Electron's main process this lib touches, where its binary cannot run. Built from Electron's documentation
 * and from its sources (`lib/browser/ipc-dispatch.ts`, `web-frame-main.ts`, `message-port-main.ts`): values are cloned
 * as they are sent; frames outlive their documents, and are disposed in between; what is sent to nobody is logged
 * or throws, as there; ports are emitters that cannot be cloned; a sync reply blocks until it is there, the first
 * one counts. What it is not: a browser. A document is what the given `start` makes of it.
 */
export class FakeElectron implements FakeBrowser {
  readonly ipcMain = new EventEmitter();
  readonly MessageChannelMain = MessageChannelMain;
  readonly webContents = {
    fromId: (id: number): FakeWebContents | undefined => this.#contents.get(id),
    getAllWebContents: (): FakeWebContents[] => [...this.#contents.values()],
  };
  readonly start: StartDocument;
  readonly #contents = new Map<number, FakeWebContents>();
  #lastId = 0;
  #lastNumber = 0;

  constructor(start: StartDocument) {
    this.start = start;
  }

  /** `new BrowserWindow().webContents`, or with a host a `<webview>` in its page. It has no document yet. */
  createWebContents(hostWebContents: FakeWebContents | null = null): FakeWebContents {
    const contents = new FakeWebContents(++this.#lastId, this, hostWebContents);
    this.#contents.set(contents.id, contents);
    return contents;
  }

  async quit(): Promise<void> {
    await Promise.all(this.webContents.getAllWebContents().map((contents) => contents.destroy()));
  }

  next(): number {
    return ++this.#lastNumber;
  }

  forget({ id }: FakeWebContents): void {
    this.#contents.delete(id);
  }
}
