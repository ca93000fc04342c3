/**
 * The EventEmitter-compatible surface, with Electron's names and semantics.
 *
 * @see https://www.electronjs.org/docs/latest/api/ipc-renderer
 * @see https://www.electronjs.org/docs/latest/api/ipc-main
 */
import type { SenderInfo } from '@culvert/router';
import type { EventEmitter } from 'events';
import type { MessagePortLike, RendererPort } from '../transport/message-port.js';
import type { Transferable } from '../transport/message-port.js';

export type IpcRendererListener = (event: IpcRendererEvent, ...args: any[]) => void;
export type IpcMainListener = (event: IpcMainEvent, ...args: any[]) => void;
export type IpcMainHandler = (event: IpcMainInvokeEvent, ...args: any[]) => unknown;

/**
 * A listener or handler that was written for Electron, its event typed as `Electron.IpcMainEvent`: of that,
 * `IpcMainEvent` is what there is.
 */
export type ElectronMainListener = (event: any, ...args: any[]) => unknown;

export interface IpcRenderer extends EventEmitter {
  on(channel: string, listener: IpcRendererListener): this;
  once(channel: string, listener: IpcRendererListener): this;
  off(channel: string, listener: IpcRendererListener): this;
  addListener(channel: string, listener: IpcRendererListener): this;
  removeListener(channel: string, listener: IpcRendererListener): this;
  removeAllListeners(channel?: string): this;
  /** To main. @throws TypeError for a channel that is no string; CulvertError for a value that cannot be sent. */
  send(channel: string, ...args: any[]): void;
  /**
   * To main, blocking until the first `event.returnValue`.
   *
   * @throws CulvertError `ERR_CULVERT_SYNC_…`, `ERR_CULVERT_DISCONNECTED`, `ERR_CULVERT_DENIED`
   */
  sendSync(channel: string, ...args: any[]): any;
  /** To the renderer with this webContents id. Nothing happens where there is none. */
  sendTo(webContentsId: number, channel: string, ...args: any[]): void;
  /** From a guest to the `<webview>` element in the window that embeds it. Nothing happens outside a guest. */
  sendToHost(channel: string, ...args: any[]): void;
  /** To main's handler. Rejects with what the handler threw, in Electron's words. */
  invoke(channel: string, ...args: any[]): Promise<any>;
  /**
   * To main, one value, with ports that become `event.ports` there. They are gone here from this call on.
   *
   * @throws CulvertError `ERR_CULVERT_PORTS_UNSUPPORTED` over a transport that moves none,
   * `ERR_CULVERT_INVALID_TRANSFER` for a port that is closed or gone, and for what is no port
   */
  postMessage(channel: string, message: any, transfer?: readonly Transferable[]): void;
}

export interface IpcRendererEvent {
  readonly sender: IpcRenderer;
  /** The webContents id of the renderer that sent this with `sendTo`; 0 for main. */
  readonly senderId: number;
  /** What main has moved here with `webContents.postMessage`. */
  readonly ports: RendererPort[];
  /** Electron's typings say so of every event: there is nothing to prevent in a message. */
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
  /** @throws Error where the channel has a handler; TypeError for a handler that is no function */
  handle(channel: string, handler: IpcMainHandler): void;
  handle(channel: string, handler: ElectronMainListener): void;
  /** A handler that is removed before its only call. */
  handleOnce(channel: string, handler: IpcMainHandler): void;
  handleOnce(channel: string, handler: ElectronMainListener): void;
  removeHandler(channel: string): void;
}

/** Who sent it: what main has verified, whatever the message says. */
export interface VerifiedSender extends SenderInfo {
  readonly id: number;
}

export interface IpcMainInvokeEvent {
  readonly sender: WebContents;
  readonly senderInfo: VerifiedSender;
}

export interface IpcMainEvent extends IpcMainInvokeEvent {
  /** Set it to answer a `sendSync`. The first value wins; it may be set later, the renderer stays blocked until then. */
  returnValue: any;
  /** To the very connection that sent this, never to a later one of the same id. */
  reply(channel: string, ...args: any[]): void;
  /** What the renderer has moved here with `postMessage`. */
  readonly ports: readonly MessagePortLike[];
}

export interface WebContents extends EventEmitter {
  readonly id: number;
  /**
   * An `ipcMain` for what this renderer sends: its listeners are called after `'ipc-message'` and before those of
   * `ipcMain`, its handlers instead of those. It is emptied when this is destroyed.
   */
  readonly ipc: IpcMain;
  /** The window that embeds this guest. */
  readonly hostWebContents: WebContents | undefined;
  /** @throws TypeError "Missing required channel argument" */
  send(channel: string, ...args: any[]): void;
  /** One value, with ports that become `event.ports` there: as `ipcRenderer.postMessage`, the other way. */
  postMessage(channel: string, message: any, transfer?: readonly Transferable[]): void;
  isDestroyed(): boolean;
  on(event: 'destroyed', listener: () => void): this;
  /**
   * More waits for it than `limits.queuedBytes`, from `'slow'` until `'drained'`: what is sent to it in between is
   * dropped, or its connection closed, as `MainOptions.slowConsumer` says.
   */
  on(event: 'slow' | 'drained', listener: (details: { readonly queuedBytes: number }) => void): this;
  on(
    event: 'ipc-message' | 'ipc-message-sync',
    listener: (event: IpcMainEvent, channel: string, ...args: any[]) => void,
  ): this;
  on(event: string, listener: (...args: any[]) => void): this;
}

/** The host's side of a `<webview>`: what the guest sends with `sendToHost` arrives here as `'ipc-message'`. */
export interface Guest extends EventEmitter {
  readonly id: number;
  send(channel: string, ...args: any[]): void;
  on(
    event: 'ipc-message',
    listener: (event: { readonly channel: string; readonly args: any[] }) => void,
  ): this;
  on(event: string, listener: (...args: any[]) => void): this;
}
