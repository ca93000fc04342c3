import type { ConnectInfo, Drop, Main, WebContents } from '@culvert/core';
import { take } from 'rxjs';
import { SYNC, TO_MAIN, isSyncToMain, isToMain, type SyncAnswer } from '../native.js';
import { AttachedWindow } from './attached-window.js';
import type { ElectronMain, IpcEventLike, WebContentsLike, WebFrameLike } from './electron-types.js';
import { postTo } from './frame-connection.js';
import { electronPorts } from './ports.js';
import { isMainFrame, mainFramesOf, validate } from './validate-sender.js';

export interface AttachOptions<W extends WebContentsLike = WebContentsLike> {
  /** The origins whose main frames are let in, as `frame.origin` has them. Default: `['file://']`. */
  readonly origins?: readonly string[] | undefined;
  /**
   * Decides in place of `origins`, for every single message, whether its frame is let in: `frame.origin`, and
   * `frame.parent === null` for a main frame. One that throws lets nobody in.
   */
  validateSender?(frame: WebFrameLike): boolean;
  /** The window that a guest belongs to. Default: `hostWebContents`, which only a `<webview>` has. */
  hostOf?(contents: W): W | null | undefined;
}

export interface ElectronAttachment<W extends WebContentsLike = WebContentsLike> {
  /** Electron's own, for the `sender` of an event: `BrowserWindow.fromWebContents(toElectron(event.sender))`. */
  toElectron(contents: WebContents): W | undefined;
  /** Culvert's, for one of Electron's whose page is or was connected. */
  fromElectron(contents: W): WebContents | undefined;
  /** Ends every connection and listens no more; the windows stay. */
  close(): void;
}

/** Ids of Electron's windows are 1, 2, 3 …; all other renderers of this main get greater ones than this. */
const IDS_OF_ELECTRON = 1_000_000;

/**
 * Takes the pages of Electron's windows in, each with the webContents id that it has in Electron. Call it before the
 * first window loads, and before other renderers connect. Who may come in: {@link AttachOptions}; what is kept out is
 * a drop on `inspect$`. `MessageChannelMain` is for `openPort`.
 *
 * @example
 * import { ipcMain, webContents, MessageChannelMain } from 'electron';
 * const main = createMain();
 * attachElectron(main, { ipcMain, webContents, MessageChannelMain }, { origins: ['app://bundle'] });
 */
export function attachElectron<W extends WebContentsLike>(
  main: Main,
  electron: ElectronMain<W>,
  options: AttachOptions<W> = {},
): ElectronAttachment<W> {
  return new Attachment(main, electron, options);
}

class Attachment<W extends WebContentsLike> implements ElectronAttachment<W> {
  private readonly main: Main;
  private readonly electron: ElectronMain<W>;
  private readonly options: AttachOptions<W>;
  private readonly validateSender: (frame: WebFrameLike) => boolean;
  private readonly portPlatform;
  /** By the ids of Electron. */
  private readonly windows = new Map<number, AttachedWindow<W>>();
  private readonly electronIds = new WeakMap<WebContents, number>();
  /** Ids up to this one may belong to renderers that were there before. */
  private readonly takenIds: number;

  constructor(main: Main, electron: ElectronMain<W>, options: AttachOptions<W>) {
    this.main = main;
    this.electron = electron;
    this.options = options;
    this.validateSender =
      options.validateSender === undefined
        ? mainFramesOf(options.origins)
        : (frame) => options.validateSender?.(frame) === true;
    this.portPlatform = electronPorts(electron);
    this.takenIds = lastIdOf(main);
    main.reserveIds(IDS_OF_ELECTRON);
    electron.ipcMain.on(TO_MAIN, this.receive);
    electron.ipcMain.on(SYNC, this.receiveSync);
  }

  toElectron(contents: WebContents): W | undefined {
    const id = this.electronIds.get(contents);
    return id === undefined ? undefined : this.electron.webContents.fromId(id);
  }

  fromElectron({ id: electronId }: W): WebContents | undefined {
    const id = this.windows.get(electronId)?.id;
    return id === undefined ? undefined : this.main.webContents.fromId(id);
  }

  close(): void {
    this.electron.ipcMain.removeListener(TO_MAIN, this.receive);
    this.electron.ipcMain.removeListener(SYNC, this.receiveSync);
    for (const window of [...this.windows.values()]) window.detach();
    this.windows.clear();
  }

  private readonly receive = (event: IpcEventLike, message: unknown): void => {
    if (!isToMain(message)) return this.drop(event, { reason: 'malformed' });
    const { connection: name } = message;
    const verdict = validate(event, this.validateSender);
    if (!verdict.ok) {
      const { reason, detail, frame } = verdict;
      this.drop(event, { reason, detail });
      // Whoever knocks hears why; whoever is in the middle of something has been replaced, and is not there any more.
      if (frame !== undefined && message.type === 'open') {
        attempt(() => postTo(frame, { type: 'close', connection: name, reason: detail }));
      }
      return;
    }
    const { frame } = verdict;
    if (message.type === 'open') return this.open(event, frame, name);
    const window = this.windows.get(event.sender.id);
    const connection = window?.find(frame, name);
    if (connection === undefined) this.drop(event, { reason: 'stale-epoch' });
    else if (message.type === 'frame') connection.receive(message.frame, event.ports);
    else window?.leave(frame);
  };

  private readonly receiveSync = (event: IpcEventLike, request: unknown): void => {
    const answer = (value: SyncAnswer) => attempt(() => (event.returnValue = value));
    if (!isSyncToMain(request)) {
      this.drop(event, { reason: 'malformed', message: 'sync' });
      return answer({ type: 'refused', reason: 'This is no request of Culvert.' });
    }
    const verdict = validate(event, this.validateSender);
    if (!verdict.ok) {
      const { reason, detail } = verdict;
      this.drop(event, { reason, detail, message: 'sync' });
      return answer({ type: 'refused', reason: detail });
    }
    const connection = this.windows.get(event.sender.id)?.find(verdict.frame, request.connection);
    if (connection !== undefined) {
      connection.receiveSync(event, request.frame, request.timeoutMs);
    } else {
      this.drop(event, { reason: 'stale-epoch', message: 'sync' });
      answer({ type: 'closed' });
    }
  };

  private open(event: IpcEventLike, frame: WebFrameLike, name: string): void {
    const window = this.windowOf(event.sender as W);
    try {
      const contents = window.open(frame, name, this.infoOf(window, frame));
      this.electronIds.set(contents, window.contents.id);
    } catch (error) {
      // This main is closed. Its page has been told so by the end of its connection.
      this.drop(event, { reason: 'disconnected', detail: String(error) });
    }
  }

  private windowOf(contents: W): AttachedWindow<W> {
    const { id } = contents;
    const known = this.windows.get(id);
    if (known !== undefined) return known;
    const isFree = id > this.takenIds && id <= IDS_OF_ELECTRON;
    const window = new AttachedWindow({
      main: this.main,
      contents,
      portPlatform: this.portPlatform,
      id: isFree ? id : undefined,
      onDestroyed: () => this.windows.delete(id),
    });
    this.windows.set(id, window);
    return window;
  }

  /** A frame inside of a page is its guest, as a `<webview>` is: it too has somebody to `sendToHost`. */
  private infoOf(window: AttachedWindow<W>, frame: WebFrameLike): ConnectInfo {
    const { origin } = frame;
    const { contents } = window;
    const host = isMainFrame(frame)
      ? (this.options.hostOf?.(contents) ?? (contents.hostWebContents as W | null | undefined))
      : contents;
    if (!host) return { kind: 'window', origin };
    const hostId = this.windowOf(host).id;
    return { kind: 'webview', origin, ...(hostId !== undefined && { host: hostId }) };
  }

  private drop(
    { sender, ports = [] }: IpcEventLike,
    drop: Omit<Drop, 'message'> & { message?: string },
  ): void {
    for (const port of ports) port.close();
    const from = this.windows.get(sender.id)?.id ?? sender.id;
    this.main.reportDrop({ message: 'frame', from, ...drop });
  }
}

function lastIdOf(main: Main): number {
  let lastId = 0;
  main.state$.pipe(take(1)).subscribe((state) => (lastId = state.lastId));
  return lastId;
}

/** What is gone by now needs no answer. */
function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // Its window was closed in between.
  }
}
