/**
 * The EventEmitter-compatible surface, with Electron's names and semantics.
 *
 * @see https://www.electronjs.org/docs/latest/api/ipc-renderer
 * @see https://www.electronjs.org/docs/latest/api/ipc-main
 */
import type { SenderInfo } from '@culvert/router';
import type { EventEmitter } from 'events';
import type { MessagePortLike, RendererPort, Transferable } from '../transport/message-port.js';

/** A listener of `ipcRenderer`. It gets the arguments of the sender after the event. */
export type IpcRendererListener = (event: IpcRendererEvent, ...args: any[]) => void;
/** A listener of `ipcMain`. It gets the arguments of the sender after the event. */
export type IpcMainListener = (event: IpcMainEvent, ...args: any[]) => void;
/** A handler of `ipcMain.handle`. It returns the answer to an `invoke`, or a promise of it. */
export type IpcMainHandler = (event: IpcMainInvokeEvent, ...args: any[]) => unknown;

/**
 * A listener or handler written for Electron, with an event of type `Electron.IpcMainEvent`. At run time it gets the
 * part that `IpcMainEvent` declares.
 */
export type ElectronMainListener = (event: any, ...args: any[]) => unknown;

/**
 * Electron's `ipcRenderer`: messages between a renderer and main.
 *
 * @see https://www.electronjs.org/docs/latest/api/ipc-renderer
 * @example
 * renderer.ipcRenderer.on('theme', (_event, theme: string) => console.log(theme));
 * renderer.ipcRenderer.send('ready');
 */
export interface IpcRenderer extends EventEmitter {
  on(channel: string, listener: IpcRendererListener): this;
  once(channel: string, listener: IpcRendererListener): this;
  off(channel: string, listener: IpcRendererListener): this;
  addListener(channel: string, listener: IpcRendererListener): this;
  removeListener(channel: string, listener: IpcRendererListener): this;
  removeAllListeners(channel?: string): this;
  /** Sends to main. @throws TypeError for an invalid channel; CulvertError for a value that cannot be sent. */
  send(channel: string, ...args: any[]): void;
  /**
   * Sends to main, and blocks until the first `event.returnValue`.
   *
   * @throws CulvertError `ERR_CULVERT_SYNC_…`, `ERR_CULVERT_DISCONNECTED`, `ERR_CULVERT_DENIED`
   */
  sendSync(channel: string, ...args: any[]): any;
  /** Sends to the renderer with this webContents id. Does nothing if there is none. */
  sendTo(webContentsId: number, channel: string, ...args: any[]): void;
  /** Sends from a guest to the `<webview>` element in the window that embeds it. Does nothing outside a guest. */
  sendToHost(channel: string, ...args: any[]): void;
  /** Calls main's handler. Rejects with the error of the handler, with Electron's text. */
  invoke(channel: string, ...args: any[]): Promise<any>;
  /**
   * Sends one value to main, with ports that become `event.ports` there. This call detaches them here.
   *
   * @throws CulvertError `ERR_CULVERT_PORTS_UNSUPPORTED` over a transport that transfers no ports;
   * `ERR_CULVERT_INVALID_TRANSFER` for a closed or detached port, a value that is not a port, and `null` for the list
   */
  postMessage(channel: string, message: any, transfer?: readonly Transferable[]): void;
}

/**
 * The first argument of a listener of `ipcRenderer`.
 *
 * @see https://www.electronjs.org/docs/latest/api/structures/ipc-renderer-event
 */
export interface IpcRendererEvent {
  /** The `ipcRenderer` that has received the message. */
  readonly sender: IpcRenderer;
  /** The webContents id of the renderer that sent this with `sendTo`, or 0 for main. */
  readonly senderId: number;
  /** The ports that main has transferred with `webContents.postMessage`. */
  readonly ports: RendererPort[];
  /** Part of every event in Electron's typings. A message has nothing to prevent. */
  readonly defaultPrevented: boolean;
  /** Does nothing. It is part of every event in Electron's typings. */
  preventDefault(): void;
}

/**
 * Electron's `ipcMain`: messages of renderers to main.
 *
 * @see https://www.electronjs.org/docs/latest/api/ipc-main
 * @example
 * main.ipcMain.handle('version', () => '1.2.0');
 * main.ipcMain.on('ready', ({ sender }) => sender.send('theme', 'dark'));
 */
export interface IpcMain extends EventEmitter {
  on(channel: string, listener: IpcMainListener): this;
  on(channel: string, listener: ElectronMainListener): this;
  once(channel: string, listener: IpcMainListener): this;
  once(channel: string, listener: ElectronMainListener): this;
  off(channel: string, listener: ElectronMainListener): this;
  addListener(channel: string, listener: IpcMainListener): this;
  addListener(channel: string, listener: ElectronMainListener): this;
  removeListener(channel: string, listener: ElectronMainListener): this;
  removeAllListeners(channel?: string): this;
  /** @throws Error for a channel that has a handler; TypeError for a handler that is not a function */
  handle(channel: string, handler: IpcMainHandler): void;
  handle(channel: string, handler: ElectronMainListener): void;
  /** Adds a handler that is removed before its only call. */
  handleOnce(channel: string, handler: IpcMainHandler): void;
  handleOnce(channel: string, handler: ElectronMainListener): void;
  /** Removes the handler of a channel. An `invoke` then rejects. */
  removeHandler(channel: string): void;
}

/** The sender as main has verified it, independent of the content of the message. */
export interface VerifiedSender extends SenderInfo {
  /** Its webContents id. */
  readonly id: number;
}

/**
 * The first argument of a handler of `ipcMain.handle`.
 *
 * @see https://www.electronjs.org/docs/latest/api/structures/ipc-main-invoke-event
 */
export interface IpcMainInvokeEvent {
  /** The renderer that has sent the message. */
  readonly sender: WebContents;
  /** The facts about the sender that main has verified. */
  readonly senderInfo: VerifiedSender;
}

/**
 * The first argument of a listener of `ipcMain.on`.
 *
 * @see https://www.electronjs.org/docs/latest/api/structures/ipc-main-event
 */
export interface IpcMainEvent extends IpcMainInvokeEvent {
  /** Set it to answer a `sendSync`. The first value wins. It may be set later: the renderer stays blocked until then. */
  returnValue: any;
  /** Sends to the connection that sent this message, never to a later one of the same id. */
  reply(channel: string, ...args: any[]): void;
  /** The ports that the renderer has transferred with `postMessage`. */
  readonly ports: readonly MessagePortLike[];
}

/**
 * A renderer, as main sees it. It has the IPC part of Electron's `WebContents`.
 *
 * @see https://www.electronjs.org/docs/latest/api/web-contents
 * @example
 * main.webContents.fromId(2)?.send('theme', 'dark');
 */
export interface WebContents extends EventEmitter {
  /** Its number, which it keeps through reloads. Main never gives it to another renderer. */
  readonly id: number;
  /**
   * An `ipcMain` for the messages of this renderer. Its listeners are called after `'ipc-message'` and before those of
   * `ipcMain`. Its handlers replace those of `ipcMain`. It is emptied when this WebContents is destroyed.
   */
  readonly ipc: IpcMain;
  /** The window that embeds this guest. */
  readonly hostWebContents: WebContents | undefined;
  /** @throws TypeError "Missing required channel argument" */
  send(channel: string, ...args: any[]): void;
  /** Sends one value, with ports that become `event.ports` there. The reverse of `ipcRenderer.postMessage`. */
  postMessage(channel: string, message: any, transfer?: readonly Transferable[]): void;
  /** True when the renderer is gone for good. Then `send` does nothing. */
  isDestroyed(): boolean;
  on(event: 'destroyed', listener: () => void): this;
  /**
   * From `'slow'` until `'drained'`, more bytes than `limits.queuedBytes` wait for this renderer. Messages in between are
   * dropped, or the connection is closed: `MainOptions.slowConsumer` decides.
   */
  on(event: 'slow' | 'drained', listener: (details: { readonly queuedBytes: number }) => void): this;
  on(
    event: 'ipc-message' | 'ipc-message-sync',
    listener: (event: IpcMainEvent, channel: string, ...args: any[]) => void,
  ): this;
  on(event: string, listener: (...args: any[]) => void): this;
}

/** The host's side of a `<webview>`. A message that the guest sends with `sendToHost` arrives as `'ipc-message'`. */
export interface Guest extends EventEmitter {
  /** The webContents id of the guest. */
  readonly id: number;
  /** Sends to the guest, which receives it as a message of this window. */
  send(channel: string, ...args: any[]): void;
  on(
    event: 'ipc-message',
    listener: (event: { readonly channel: string; readonly args: any[] }) => void,
  ): this;
  on(event: string, listener: (...args: any[]) => void): this;
}
