import type { Codec, LimitOptions } from '@culvert/protocol';
import type { Observable, SchedulerLike } from 'rxjs';
import type { Channel } from '../channels/channel.js';
import type { ChannelOptions } from '../channels/channel-options.js';
import type { Completion } from '../runtime/completion.js';
import type { Guest, IpcRenderer } from '../emitters/ipc-types.js';
import type { MessagePortLike } from '../transport/message-port.js';
import type { RedactError } from '../errors/redact-error.js';
import type { RendererDrop } from './renderer-drops.js';

export interface RendererOptions {
  /** The same as main's. Default: `electronJson`. */
  readonly codec?: Codec | undefined;
  readonly limits?: LimitOptions | undefined;
  /**
   * Longest wait of a `sendSync`, in ms. Default: 30,000. It ends with `ERR_CULVERT_SYNC_TIMEOUT`.
   *
   * In a page that is connected over WebSocket, only main keeps this time, for browsers allow no limit on a request that
   * blocks a page. Where main is stopped, or unreachable, the page is frozen until main goes on, the connection breaks,
   * or the tab is closed.
   */
  readonly syncTimeoutMs?: number | undefined;
  /** Longest wait of an `invoke`, and of a contract's call, in ms. Default: none, as in Electron. */
  readonly callTimeoutMs?: number | undefined;
  readonly scheduler?: SchedulerLike | undefined;
  /** What of this renderer's errors may leave it. Default: no stacks, but to main, processes and workers. */
  readonly redactError?: RedactError | undefined;
  /**
   * Runs what comes from main, listeners and subscribers in it, in an async context of the app's choice. It has to call
   * `deliver` once, before it returns; where it does not, that is done without it. Default: the context in which the
   * transport was made.
   *
   * @example
   * createRenderer(transport, { runInContext: (deliver) => ngZone.run(deliver) });
   * createRenderer(transport, { runInContext: AsyncLocalStorage.snapshot() });
   */
  readonly runInContext?: ((deliver: () => void) => void) | undefined;
}

/** `live` after the handshake; `closed` when the connection is over, for good. */
export type RendererStatus = 'connecting' | 'live' | 'closed';

/** One end of a channel to another renderer, which has asked main for it by `openPort`. */
export interface OpenedPort {
  /** The webContents id of the renderer that has the other end, as main has verified it. */
  readonly senderId: number;
  /** What that renderer calls it. */
  readonly name: string;
  /** Sends and receives from `start()` on, or with the first `onmessage`; `close()` it when done. */
  readonly port: MessagePortLike;
}

export interface Renderer {
  readonly ipcRenderer: IpcRenderer;
  /** Its webContents id; 0 until the handshake. */
  readonly id: number;
  /** Resolves with the handshake. Rejects with `ERR_CULVERT_DISCONNECTED` or `ERR_CULVERT_…_MISMATCH`. */
  readonly ready: Promise<void>;
  /** Replays the current one. */
  readonly status$: Observable<RendererStatus>;
  /**
   * One channel object a name.
   *
   * @example
   * const theme = renderer.channel<Theme>('theme', { replay: 1 });
   * // A view that is made later has the last theme at once.
   * theme.subscribe(apply);
   */
  channel<T>(name: string, options?: ChannelOptions): Channel<T>;
  /** The host's side of the `<webview>` with this webContents id. */
  guest(id: number): Guest;
  /**
   * A channel of its own to the renderer with this webContents id, which gets the other end on its `ports$`. Main
   * makes it, where the policy allows `kind: 'port'`, and sees nothing of what goes through. It lives until one side
   * closes it or ends; the connection to main does not carry it.
   *
   * Throws a TypeError for an id that is no integer or a name that is no string. Rejects with `ERR_CULVERT_DENIED`,
   * `ERR_CULVERT_UNKNOWN_TARGET`, `ERR_CULVERT_PORTS_UNSUPPORTED` where either transport moves no ports,
   * `ERR_CULVERT_DISCONNECTED`.
   *
   * @example
   * const port = await renderer.openPort(2, 'chat');
   * port.onmessage = ({ data }) => console.log(data);
   * port.postMessage('hello, without a stop in main');
   */
  openPort(webContentsId: number, name?: string): Promise<MessagePortLike>;
  /** Channels that other renderers have opened to this one. Those that come while nobody subscribes are closed. */
  readonly ports$: Observable<OpenedPort>;
  /**
   * This page is ready for whatever comes. A message on a channel to which nobody has listened yet is kept until the end
   * of the turn in which the first listener or subscriber is there, so that a page can load the rest of itself first:
   * `limits.keptMessages` (256), `limits.keptBytes` (8 MiB; others than main have half of both) and `limits.keptMs`
   * (30 s after `ready`) at most. `start` delivers what is kept, when this turn ends; from then on nothing is kept, and
   * what nobody hears is dropped, as in Electron.
   *
   * @example
   * const renderer = createRenderer(transport);
   * await import('../page.js'); // Attaches its listeners, which hear what main has sent meanwhile.
   * renderer.start();
   */
  start(): void;
  /**
   * What came and went nowhere, with reason, channel and count: the totals so far first, and then as it happens. The sum
   * of all counts is what was lost. Completes when this renderer closes.
   *
   * @example
   * renderer.drops$.subscribe(({ reason, channel, count }) => console.warn(`${count} lost on ${channel}: ${reason}`));
   */
  readonly drops$: Observable<RendererDrop>;
  /**
   * Sends what waits for the end of the turn, now. Resolves when all that was sent has left this process, as far as the
   * transport can tell, or the connection is over. Never rejects.
   *
   * @example
   * renderer.ipcRenderer.send('log', 'last words');
   * await renderer.flush();
   * process.exit(1);
   */
  flush(): Completion;
  /**
   * Ends the connection; calls that wait reject with `ERR_CULVERT_DISCONNECTED`. This happens at the call. What was sent
   * before still leaves: the promise resolves when it has, or after 5 s where main does not read. It never rejects.
   *
   * @example
   * renderer.ipcRenderer.send('result', large);
   * await renderer.close();
   * process.exit();
   */
  close(): Completion;
}
