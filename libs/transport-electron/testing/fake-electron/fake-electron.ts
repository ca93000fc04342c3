import { EventEmitter } from 'node:events';
import { MessageChannelMain } from './message-port-main.js';
import { FakeWebContents, type FakeBrowser, type StartDocument } from './web-contents.js';

/**
 * The part of Electron's main process that this lib uses, for machines that cannot run Electron. It
 * follows Electron's documentation and sources (`lib/browser/ipc-dispatch.ts`, `web-frame-main.ts`,
 * `message-port-main.ts`).
 *
 * - Values are cloned when they are sent.
 * - Frames outlive their documents, and are disposed in between.
 * - A message without a recipient is logged or throws, as in Electron.
 * - Ports are emitters that cannot be cloned.
 * - A sync request blocks until its reply, and the first reply counts.
 *
 * It is not a browser. The given `start` decides how a document runs.
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

  /**
   * `new BrowserWindow().webContents`, or with a host, a `<webview>` in its page. It has no
   * document yet.
   */
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
