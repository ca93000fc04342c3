/**
 * The EventEmitter-compatible surface, with Electron's names and semantics.
 *
 * @see https://www.electronjs.org/docs/latest/api/ipc-renderer
 * @see https://www.electronjs.org/docs/latest/api/ipc-main
 */
import type { SenderInfo } from '@culvert/router';
import type { EventEmitter } from 'events';
import type { MessagePortLike, RendererPort, Transferable } from '../transport/message-port.js';

export type IpcRendererListener = (event: IpcRendererEvent, ...args: any[]) => void;
export type IpcMainListener = (event: IpcMainEvent, ...args: any[]) => void;
export type IpcMainHandler = (event: IpcMainInvokeEvent, ...args: any[]) => unknown;

/**
 * A listener or handler written for Electron, with an event of type `Electron.IpcMainEvent`. At run time it gets the
 * part that `IpcMainEvent` declares.
 */
export type ElectronMainListener = (event: any, ...args: any[]) => unknown;

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
   * `ERR_CULVERT_INVALID_TRANSFER` for a closed or detached port, and for a value that is not a port
   */
  postMessage(channel: string, message: any, transfer?: readonly Transferable[]): void;
}

export interface IpcRendererEvent {
  readonly sender: IpcRenderer;
  /** The webContents id of the renderer that sent this with `sendTo`, or 0 for main. */
  readonly senderId: number;
  /** The ports that main has transferred with `webContents.postMessage`. */
  readonly ports: RendererPort[];
  /** Part of every event in Electron's typings. A message has nothing to prevent. */
  readonly defaultPrevented: boolean;
  preventDefault(): void;
}

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
  removeHandler(channel: string): void;
}

/** The sender as main has verified it, independent of the content of the message. */
export interface VerifiedSender extends SenderInfo {
  readonly id: number;
}

export interface IpcMainInvokeEvent {
  readonly sender: WebContents;
  readonly senderInfo: VerifiedSender;
}

export interface IpcMainEvent extends IpcMainInvokeEvent {
  /** Set it to answer a `sendSync`. The first value wins. It may be set later: the renderer stays blocked until then. */
  returnValue: any;
  /** Sends to the connection that sent this message, never to a later one of the same id. */
  reply(channel: string, ...args: any[]): void;
  /** The ports that the renderer has transferred with `postMessage`. */
  readonly ports: readonly MessagePortLike[];
}

export interface WebContents extends EventEmitter {
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
  readonly id: number;
  send(channel: string, ...args: any[]): void;
  on(
    event: 'ipc-message',
    listener: (event: { readonly channel: string; readonly args: any[] }) => void,
  ): this;
  on(event: string, listener: (...args: any[]) => void): this;
}
