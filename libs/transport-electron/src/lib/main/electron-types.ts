/**
 * The part of Electron that main uses, by structure: `electron` itself is never imported. Specs
 * compile it against Electron's own typings.
 */

export interface WebFrameLike {
  /** Identifies the frame. It stays the same for all documents in it. */
  readonly frameTreeNodeId: number;
  /**
   * The document's renderer process. With `routingId`, it identifies the document's frame there.
   */
  readonly processId: number;
  readonly routingId: number;
  readonly origin: string;
  readonly url: string;
  /** `null` for a main frame. */
  readonly parent: WebFrameLike | null;
  readonly detached?: boolean;
  isDestroyed?(): boolean;
  send(channel: string, ...args: unknown[]): void;
  postMessage(channel: string, message: unknown, transfer?: MessagePortMainLike[]): void;
}

export interface WebContentsLike {
  readonly id: number;
  /** For a `<webview>`: the page that embeds it. */
  readonly hostWebContents?: WebContentsLike | null;
  isDestroyed(): boolean;
  on(event: WebContentsEvent, listener: (...args: unknown[]) => void): unknown;
  removeListener(event: WebContentsEvent, listener: (...args: unknown[]) => void): unknown;
}

export type WebContentsEvent = 'did-navigate' | 'did-frame-navigate' | 'render-process-gone' | 'destroyed';

export interface MessagePortMainLike {
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  removeListener(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  postMessage(message: unknown, transfer?: MessagePortMainLike[]): void;
  start(): void;
  close(): void;
}

export interface MessageChannelMainLike {
  readonly port1: MessagePortMainLike;
  readonly port2: MessagePortMainLike;
}

export interface IpcEventLike {
  readonly sender: WebContentsLike;
  /** `null` if the frame has navigated or is gone. */
  readonly senderFrame: WebFrameLike | null;
  readonly ports?: readonly MessagePortMainLike[];
  returnValue: unknown;
}

/** The modules of Electron's main process. The whole `electron` module fits too. */
export interface ElectronMain<W extends WebContentsLike = WebContentsLike> {
  readonly ipcMain: {
    on(channel: string, listener: (event: IpcEventLike, ...args: unknown[]) => void): unknown;
    removeListener(channel: string, listener: (event: IpcEventLike, ...args: unknown[]) => void): unknown;
  };
  readonly webContents: { fromId(id: number): W | undefined };
  /** For `openPort`, which fails without it. */
  readonly MessageChannelMain?: new () => MessageChannelMainLike;
}
