import type { Codec, LimitOptions } from '@culvert/protocol';
import type { Observable, SchedulerLike } from 'rxjs';
import type { Channel } from '../channels/channel.js';
import type { ChannelOptions } from '../channels/channel-options.js';
import type { Completion } from '../runtime/completion.js';
import type { Guest, IpcRenderer } from '../emitters/ipc-types.js';
import type { MessagePortLike } from '../transport/message-port.js';
import type { RedactError } from '../errors/redact-error.js';
import type { RendererDrop } from './renderer-drops.js';

/** Options of `createRenderer`. */
export interface RendererOptions {
  /** The same as main's. Default: `electronJson`. */
  readonly codec?: Codec | undefined;
  /** Limits of this renderer, for its own messages and for those of main. */
  readonly limits?: LimitOptions | undefined;
  /**
   * Longest wait of a `sendSync`, in ms. Default: 30,000. It ends with `ERR_CULVERT_SYNC_TIMEOUT`.
   *
   * In a page that is connected over WebSocket, only main keeps this time. Browsers allow no limit on a request that
   * blocks a page. If main stops or is unreachable, the page is frozen. It continues when main does, when the
   * connection breaks, or when the user closes the tab.
   */
  readonly syncTimeoutMs?: number | undefined;
  /** Longest wait of an `invoke`, and of a contract's call, in ms. Default: none, as in Electron. */
  readonly callTimeoutMs?: number | undefined;
  /** The scheduler of its batches and timers. Default: `turnScheduler`. Tests pass a virtual one. */
  readonly scheduler?: SchedulerLike | undefined;
  /** Decides how much of this renderer's errors leaves it. Default: only main, processes and workers get stacks. */
  readonly redactError?: RedactError | undefined;
  /**
   * Runs listeners and subscribers of messages from main in an async context of the app's choice. It has to call
   * `deliver` once, before it returns. If it does not, `deliver` runs without it. Default: the context in which the
   * transport was created.
   *
   * @example
   * createRenderer(transport, { runInContext: (deliver) => ngZone.run(deliver) });
   * createRenderer(transport, { runInContext: AsyncLocalStorage.snapshot() });
   */
  readonly runInContext?: ((deliver: () => void) => void) | undefined;
}

/** `live` after the handshake; `closed` when the connection is over, for good. */
export type RendererStatus = 'connecting' | 'live' | 'closed';

/** One end of a port channel, which another renderer requested from main by `openPort`. */
export interface OpenedPort {
  /** The webContents id of the renderer that has the other end, as main has verified it. */
  readonly senderId: number;
  /** The name that the other renderer gave it. */
  readonly name: string;
  /** Sends and receives after `start()`, or from the first `onmessage`; `close()` it when done. */
  readonly port: MessagePortLike;
}

/** One end of a connection to main: what `createRenderer` returns. */
export interface Renderer {
  /** The same connection with Electron's names. */
  readonly ipcRenderer: IpcRenderer;
  /** Its webContents id; 0 until the handshake. */
  readonly id: number;
  /** Resolves with the handshake. Rejects with `ERR_CULVERT_DISCONNECTED` or `ERR_CULVERT_…_MISMATCH`. */
  readonly ready: Promise<void>;
  /** A new subscriber gets the current status at once. */
  readonly status$: Observable<RendererStatus>;
  /**
   * Returns the same channel object for the same name.
   *
   * @example
   * const theme = renderer.channel<Theme>('theme', { replay: 1 });
   * // A view that is created later gets the last theme at once.
   * theme.subscribe(apply);
   */
  channel<T>(name: string, options?: ChannelOptions): Channel<T>;
  /**
   * `ipcRenderer.invoke` as a cold Observable. Each subscription makes a call, which emits its answer and completes. It
   * fails with the errors of `invoke`, and for arguments that cannot be sent. To unsubscribe cancels the call: main drops
   * the answer, and the signal of a contract's handler aborts.
   *
   * @throws TypeError for an invalid channel
   * @example
   * renderer.invoke$('search', query).pipe(timeout(500), retry(2)).subscribe(console.log);
   */
  invoke$(channel: string, ...args: readonly unknown[]): Observable<unknown>;
  /** The host's side of the `<webview>` with this webContents id. */
  guest(id: number): Guest;
  /**
   * Opens a direct channel to the renderer with this webContents id, which gets the other end on its `ports$`. Main
   * creates the channel if the policy allows `kind: 'port'`. Main does not see the messages that go through. The
   * channel lives until one side closes it or ends; the connection to main does not carry it.
   *
   * Throws a TypeError for an id that is not an integer or a name that is not a string. Rejects with
   * `ERR_CULVERT_DENIED`, `ERR_CULVERT_UNKNOWN_TARGET`, `ERR_CULVERT_PORTS_UNSUPPORTED` if either transport transfers
   * no ports, `ERR_CULVERT_DISCONNECTED`.
   *
   * @example
   * const port = await renderer.openPort(2, 'chat');
   * port.onmessage = ({ data }) => console.log(data);
   * port.postMessage('hello, without a stop in main');
   */
  openPort(webContentsId: number, name?: string): Promise<MessagePortLike>;
  /** Channels that other renderers have opened to this one. Without a subscriber, they are closed. */
  readonly ports$: Observable<OpenedPort>;
  /**
   * Tells that this page is ready for all messages. Until then, messages on a channel without a first listener are
   * kept, so that a page can load more modules. They are delivered at the end of the turn in which the first listener
   * or subscriber is attached. The bounds are `limits.keptMessages` (256), `limits.keptBytes` (8 MiB) and
   * `limits.keptMs` (30 s after `ready`). Renderers other than main have half of the first two. `start` delivers the
   * kept messages when this turn ends, and no message is kept from then on. Messages without a listener are then
   * dropped, as in Electron.
   *
   * @example
   * const renderer = createRenderer(transport);
   * await import('../page.js'); // Attaches its listeners, which hear what main has sent meanwhile.
   * renderer.start();
   */
  start(): void;
  /**
   * Messages that were lost, with reason, channel and count: the totals so far first, and then each loss. The sum of
   * all counts is the number of lost messages. Completes when this renderer closes.
   *
   * @example
   * renderer.drops$.subscribe(({ reason, channel, count }) => console.warn(`${count} lost on ${channel}: ${reason}`));
   */
  readonly drops$: Observable<RendererDrop>;
  /**
   * Sends now, instead of at the end of the turn. Resolves when the transport reports that all messages have left, or
   * when the connection is over. A transport that cannot tell resolves at once. Never rejects.
   *
   * @example
   * renderer.ipcRenderer.send('log', 'last words');
   * await renderer.flush();
   * process.exit(1);
   */
  flush(): Completion;
  /**
   * Ends the connection at once; pending calls reject with `ERR_CULVERT_DISCONNECTED`. Messages that were sent before
   * still leave. The promise resolves when they have left, or after 5 s if main does not read. It never rejects.
   *
   * @example
   * renderer.ipcRenderer.send('result', large);
   * await renderer.close();
   * process.exit();
   */
  close(): Completion;
}
