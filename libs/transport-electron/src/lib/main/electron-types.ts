/**
 * The part of Electron that main uses, by structure: `electron` itself is never imported. Specs
 * compile it against Electron's own typings.
 */

/**
 * The part of Electron's `WebFrameMain` that main uses.
 * @see https://www.electronjs.org/docs/latest/api/web-frame-main
 */
export interface WebFrameLike {
  /** Identifies the frame. It stays the same for all documents in it. */
  readonly frameTreeNodeId: number;
  /**
   * The document's renderer process. With `routingId`, it identifies the document's frame there.
   */
  readonly processId: number;
  /** Identifies the frame within its renderer process. */
  readonly routingId: number;
  /** The origin of the frame's document, as Electron knows it. */
  readonly origin: string;
  /** The address of the frame's document. */
  readonly url: string;
  /** `null` for a main frame. */
  readonly parent: WebFrameLike | null;
  /** True for a frame that its page has removed. */
  readonly detached?: boolean;
  /** True for a frame that is gone. */
  isDestroyed?(): boolean;
  /** Sends by structured clone to the preload script of the frame. */
  send(channel: string, ...args: unknown[]): void;
  /** Sends one value with ports to the preload script of the frame. */
  postMessage(channel: string, message: unknown, transfer?: MessagePortMainLike[]): void;
}

/**
 * The part of Electron's `WebContents` that main uses.
 * @see https://www.electronjs.org/docs/latest/api/web-contents
 */
export interface WebContentsLike {
  /** Electron's own id. Culvert's WebContents has the same one. */
  readonly id: number;
  /** For a `<webview>`: the page that embeds it. */
  readonly hostWebContents?: WebContentsLike | null;
  /** True for a window that is gone. */
  isDestroyed(): boolean;
  /** Adds a listener for one of the events that end a document. */
  on(event: WebContentsEvent, listener: (...args: unknown[]) => void): unknown;
  /** Removes a listener. */
  removeListener(event: WebContentsEvent, listener: (...args: unknown[]) => void): unknown;
}

/** The events that tell main that a document has ended. */
export type WebContentsEvent = 'did-navigate' | 'did-frame-navigate' | 'render-process-gone' | 'destroyed';

/**
 * The part of Electron's `MessagePortMain` that main uses.
 * @see https://www.electronjs.org/docs/latest/api/message-port-main
 */
export interface MessagePortMainLike {
  /** Adds a listener for messages. */
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  /** Removes a listener. */
  removeListener(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  /** Sends one value, with ports that this call detaches. */
  postMessage(message: unknown, transfer?: MessagePortMainLike[]): void;
  /** Begins delivery. */
  start(): void;
  /** Ends both ends of the channel. */
  close(): void;
}

/**
 * Two ports that are joined, as Electron's `MessageChannelMain`.
 * @see https://www.electronjs.org/docs/latest/api/message-channel-main
 */
export interface MessageChannelMainLike {
  /** One end. */
  readonly port1: MessagePortMainLike;
  /** The other end. */
  readonly port2: MessagePortMainLike;
}

/**
 * The part of Electron's `IpcMainEvent` that main uses.
 * @see https://www.electronjs.org/docs/latest/api/structures/ipc-main-event
 */
export interface IpcEventLike {
  /** The window that has sent the message. */
  readonly sender: WebContentsLike;
  /** `null` if the frame has navigated or is gone. */
  readonly senderFrame: WebFrameLike | null;
  /** The ports of the message. */
  readonly ports?: readonly MessagePortMainLike[];
  /** The answer to a `sendSync`. Setting it wakes the renderer. */
  returnValue: unknown;
}

/** The modules of Electron's main process. The whole `electron` module fits too. */
export interface ElectronMain<W extends WebContentsLike = WebContentsLike> {
  /** The `ipcMain` of Electron. */
  readonly ipcMain: {
    /** Adds a listener for a channel. */
    on(channel: string, listener: (event: IpcEventLike, ...args: unknown[]) => void): unknown;
    /** Removes a listener. */
    removeListener(channel: string, listener: (event: IpcEventLike, ...args: unknown[]) => void): unknown;
  };
  /** The `webContents` of Electron: `fromId` returns the window with that id. */
  readonly webContents: { fromId(id: number): W | undefined };
  /** For `openPort`, which fails without it. */
  readonly MessageChannelMain?: new () => MessageChannelMainLike;
}
