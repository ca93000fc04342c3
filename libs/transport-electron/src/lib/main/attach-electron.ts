import type { ConnectInfo, Drop, Main, WebContents } from '@culvert/core';
import { invalidArgument } from '@culvert/protocol';
import { take } from 'rxjs';
import { SYNC, TO_MAIN, isSyncToMain, isToMain, type SyncAnswer } from '../native.js';
import type { AttachOptions } from './attach-options.js';
import { AttachedWindow } from './attached-window.js';
import { checkArguments } from './check-arguments.js';
import type { ElectronMain, IpcEventLike, WebContentsLike, WebFrameLike } from './electron-types.js';
import { postTo } from './frame-connection.js';
import { electronPorts } from './ports.js';
import { isMainFrame, mainFramesOf, validate } from './validate-sender.js';

/** The windows of Electron as renderers of main: what {@link attachElectron} returns. */
export interface ElectronAttachment<W extends WebContentsLike = WebContentsLike> {
  /**
   * Electron's WebContents for the `sender` of an event:
   * `BrowserWindow.fromWebContents(toElectron(event.sender))`.
   */
  toElectron(contents: WebContents): W | undefined;
  /**
   * Culvert's WebContents for one of Electron's, if its page is or was connected. It takes what
   * `webContents.getFocusedWebContents()` returns, so also `null`.
   */
  fromElectron(contents: W | null | undefined): WebContents | undefined;
  /** Ends every connection and stops listening. The windows stay open. */
  close(): void;
}

/**
 * Electron numbers its windows 1, 2, 3 …. All other renderers of this main get ids greater than
 * this.
 */
const IDS_OF_ELECTRON = 1_000_000;

/**
 * Connects the pages of Electron's windows to main. Each page keeps the webContents id that it has
 * in Electron. Call it before the first window loads, and before other renderers connect. {@link
 * AttachOptions} decide which pages may connect. Each message of a refused page is a drop on
 * `inspect$`. `MessageChannelMain` is for `openPort`.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` without a main or these parts of Electron, for a wrong option, and
 * if this `ipcMain` is attached already
 * @example
 * import { ipcMain, webContents, MessageChannelMain } from 'electron';
 * const main = createMain();
 * attachElectron(main, { ipcMain, webContents, MessageChannelMain }, { origins: ['app://bundle']
 * });
 */
export function attachElectron<W extends WebContentsLike>(
  main: Main,
  electron: ElectronMain<W>,
  options: AttachOptions<W> = {},
): ElectronAttachment<W> {
  checkArguments(main, electron, options);
  if (attachments.has(electron.ipcMain))
    throw invalidArgument(
      'attachElectron: this ipcMain is attached already. Close that attachment first: attachment.close().',
    );
  return new Attachment(main, electron, options);
}

/**
 * The attachments by their `ipcMain`. Two on one `ipcMain` would both get each message, and each
 * handler would run twice.
 */
const attachments = new WeakMap<object, object>();

class Attachment<W extends WebContentsLike> implements ElectronAttachment<W> {
  private readonly main: Main;
  private readonly electron: ElectronMain<W>;
  private readonly options: AttachOptions<W>;
  private readonly validateSender: (frame: WebFrameLike) => boolean;
  private readonly portPlatform;
  /** Keyed by Electron's webContents id. */
  private readonly windows = new Map<number, AttachedWindow<W>>();
  private readonly electronIds = new WeakMap<WebContents, number>();
  /** Ids up to this one may belong to renderers that connected before the attachment. */
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
    attachments.set(electron.ipcMain, this);
    electron.ipcMain.on(TO_MAIN, this.receive);
    electron.ipcMain.on(SYNC, this.receiveSync);
  }

  toElectron(contents: WebContents): W | undefined {
    const id = this.electronIds.get(contents);
    return id === undefined ? undefined : this.electron.webContents.fromId(id);
  }

  fromElectron(contents: W | null | undefined): WebContents | undefined {
    const id = contents ? this.windows.get(contents.id)?.id : undefined;
    return id === undefined ? undefined : this.main.webContents.fromId(id);
  }

  close(): void {
    const { ipcMain } = this.electron;
    if (attachments.get(ipcMain) === this) attachments.delete(ipcMain);
    ipcMain.removeListener(TO_MAIN, this.receive);
    ipcMain.removeListener(SYNC, this.receiveSync);
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
      // Only a frame that opens a connection gets the reason. A frame that sends other messages has
      // been replaced and is gone.
      if (frame !== undefined && message.type === 'open') refuse(frame, name, detail);
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
    let info: ConnectInfo;
    try {
      info = this.infoOf(window, frame);
    } catch (error) {
      const detail = `main knows no host of this page: ${String(error)}`;
      this.drop(event, { reason: 'refused', detail });
      return refuse(frame, name, detail);
    }
    try {
      const contents = window.open(frame, name, info);
      this.electronIds.set(contents, window.contents.id);
    } catch (error) {
      // This main is closed. The end of its connection has told the page so.
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

  /**
   * A frame inside a page is its guest, as a `<webview>` is, so it too has a host for `sendToHost`.
   *
   * @throws if `hostOf` does, or if it names no other window
   */
  private infoOf(window: AttachedWindow<W>, frame: WebFrameLike): ConnectInfo {
    const { origin } = frame;
    const { contents } = window;
    const host = isMainFrame(frame) ? this.hostOf(contents) : contents;
    if (!host) return { kind: 'window', origin };
    const hostId = this.windowOf(host).id;
    return { kind: 'webview', origin, ...(hostId !== undefined && { host: hostId }) };
  }

  private hostOf(contents: W): W | null | undefined {
    const named = this.options.hostOf?.(contents);
    if (named === undefined || named === null) return contents.hostWebContents as W | null | undefined;
    // Code without types may return an id, or the BrowserWindow of a WebContents.
    const { id, on } = named as Partial<W>;
    if (typeof id === 'number' && typeof on === 'function' && id !== contents.id) return named;
    throw new TypeError('hostOf must return another WebContents of Electron, or nothing.');
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

/** Tells a page why its connection was not accepted. */
function refuse(frame: WebFrameLike, connection: string, reason: string): void {
  attempt(() => postTo(frame, { type: 'close', connection, reason }));
}

/** Runs an answer to a page, and ignores its failure: a page that is gone needs no answer. */
function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // Its window was closed in between.
  }
}
