import { EventEmitter } from 'node:events';
import type { MessagePort } from 'node:worker_threads';
import { MessagePortMain } from './message-port-main.js';
import { FakeWebFrame, type RunningDocument } from './web-frame-main.js';
import type { FromDocument } from './wire.js';

/**
 * Starts a document in a frame. `receive` takes its messages. `reply` answers its open sync
 * request.
 */
export type StartDocument = (
  url: string,
  receive: (message: FromDocument, reply?: (value: unknown) => void) => void,
) => RunningDocument;

export interface FakeEvent {
  readonly type: 'frame';
  readonly sender: FakeWebContents;
  readonly senderFrame: FakeWebFrame | null;
  readonly processId: number;
  readonly frameId: number;
  readonly ports: readonly MessagePortMain[];
  returnValue: unknown;
}

/** The part of the fake module that its webContents use. */
export interface FakeBrowser {
  readonly ipcMain: EventEmitter;
  readonly start: StartDocument;
  /** Numbers for frames and documents. */
  next(): number;
  forget(contents: FakeWebContents): void;
}

/** `webContents` of a window or a `<webview>`: its frames, and the events of their documents. */
export class FakeWebContents extends EventEmitter {
  readonly id: number;
  readonly hostWebContents: FakeWebContents | null;
  readonly #browser: FakeBrowser;
  readonly #mainFrame: FakeWebFrame;
  readonly #guests: FakeWebContents[] = [];
  #isDestroyed = false;
  #ended: Promise<unknown> = Promise.resolve();

  constructor(id: number, browser: FakeBrowser, hostWebContents: FakeWebContents | null) {
    super();
    this.id = id;
    this.#browser = browser;
    this.hostWebContents = hostWebContents;
    if (hostWebContents !== null) hostWebContents.#guests.push(this);
    this.#mainFrame = new FakeWebFrame(browser.next(), null);
  }

  get mainFrame(): FakeWebFrame {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed');
    return this.#mainFrame;
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }

  getType(): 'window' | 'webview' {
    return this.hostWebContents === null ? 'window' : 'webview';
  }

  /**
   * Commits at once. The old document ends, the events are emitted, and only then the new document
   * runs.
   */
  loadURL(url: string): void {
    this.navigate(this.mainFrame, url);
  }

  reload(): void {
    this.loadURL(this.mainFrame.url);
  }

  /** Navigates a frame to another document. */
  navigate(frame: FakeWebFrame, url: string): void {
    const isMainFrame = frame.parent === null;
    this.emit('did-start-navigation', { url, isMainFrame, isSameDocument: false, frame });
    this.#over(frame.dispose());
    const document = this.#browser.start(url, (message, reply) =>
      this.#receive(frame, document, message, reply),
    );
    frame.commit(document, url, this.#browser.next());
    const { processId, routingId } = frame;
    this.emit('did-frame-navigate', {}, url, 200, 'OK', isMainFrame, processId, routingId);
    if (isMainFrame) this.emit('did-navigate', {}, url, 200, 'OK');
  }

  /** A link to `#there`. */
  navigateInPage(url: string): void {
    this.emit('did-start-navigation', { url, isMainFrame: true, isSameDocument: true });
    this.emit('did-navigate-in-page', {}, url, true);
  }

  /** A link to a file that is saved. It starts a navigation that never commits. */
  download(url: string): void {
    this.emit('did-start-navigation', { url, isMainFrame: true, isSameDocument: false });
    this.emit('did-fail-load', {}, -3, 'ERR_ABORTED', url, true);
  }

  appendFrame(url: string, parent = this.mainFrame): FakeWebFrame {
    const frame = new FakeWebFrame(this.#browser.next(), parent);
    this.navigate(frame, url);
    return frame;
  }

  forcefullyCrashRenderer(): void {
    this.#over(this.mainFrame.dispose());
    this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
  }

  /** Closes its window. @returns when its threads have ended */
  async destroy(): Promise<void> {
    if (!this.#isDestroyed) {
      this.#over(this.#mainFrame.remove());
      this.#over(Promise.all(this.#guests.map((guest) => guest.destroy())));
      this.#isDestroyed = true;
      this.#browser.forget(this);
      this.emit('destroyed');
      this.removeAllListeners();
    }
    await this.#ended;
  }

  #over(ending: Promise<unknown>): void {
    this.#ended = Promise.all([this.#ended, ending]);
  }

  /**
   * Messages that are on their way when their document ends are still delivered, without a frame.
   */
  #receive(
    frame: FakeWebFrame,
    document: RunningDocument,
    { kind, channel, args, ports }: FromDocument,
    reply?: (value: unknown) => void,
  ): void {
    if (this.#isDestroyed) return;
    const isThere = frame.shows(document);
    const event: FakeEvent = {
      type: 'frame',
      sender: this,
      // A getter, as in Electron: it is evaluated when it is read.
      get senderFrame() {
        return frame.shows(document) ? frame : null;
      },
      processId: isThere ? frame.processId : -1,
      frameId: isThere ? frame.routingId : -1,
      ports: toMain(ports),
      get returnValue() {
        return undefined;
      },
      set returnValue(value: unknown) {
        reply?.(value);
      },
    };
    if (kind !== 'ports')
      this.emit(kind === 'sync' ? 'ipc-message-sync' : 'ipc-message', event, channel, ...args);
    this.#browser.ipcMain.emit(channel, event, ...args);
  }
}

function toMain(ports: readonly MessagePort[]): MessagePortMain[] {
  return ports.map((port) => new MessagePortMain(port));
}
