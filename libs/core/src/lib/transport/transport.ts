import type { Encoding, Frame } from '@culvert/protocol';
import type { Observable } from 'rxjs';
import type { PortPlatform, Transferable } from './message-port.js';

/**
 * One end of a connection between main and one renderer. It carries frames in order, and does not read them. Core
 * subscribes to `frames$` once, before it sends. A transport serves one connection, and core refuses a second use of it.
 * Neither end throws when the peer is gone.
 *
 * A transport that can block implements the two synchronous members, one on each side. The renderer's `sendSync`
 * delivers its frame to main after every earlier frame. It returns the frame that main passes to `replySync`.
 */
export interface Transport {
  /** The form of the frames: text, bytes, or an object for structured clone. */
  readonly encoding: Encoding;
  /** Completes when the peer closes, errors when the connection breaks. */
  readonly frames$: Observable<Frame>;
  /**
   * `send` transfers the entries of its transfer list, mainly ports. Only with the encoding `'structured-clone'`. Both
   * ends must agree. Without it, core refuses a message with ports at the call, and `send` gets no list.
   */
  readonly transfersPorts?: true;
  /**
   * `send` transfers the `ArrayBuffer`s of its transfer list instead of copying them. Core passes the buffers of large
   * binary values that it owns. Only with the encoding `'structured-clone'`.
   */
  readonly transfersBuffers?: true;
  /**
   * Emits the number of messages since the last emission that looked like frames but did not come from the peer. The
   * transport drops them, and main shows them on `inspect$`.
   */
  readonly ignored$?: Observable<number>;
  /**
   * Main's side: the sent bytes that the peer has not taken yet, as far as this platform can tell. Core reads it for
   * every message, so it must be as cheap as a field. With it, `limits.queuedBytes` bounds all bytes that wait for a
   * renderer that does not read. Without it, the limit bounds only the bytes that have not left core.
   *
   * @example
   * const transport = { ...parts, get queuedBytes() { return socket.bufferedAmount; } };
   */
  readonly queuedBytes?: number;
  /**
   * Renderer side: the largest message that main accepts, in bytes as `limits.messageBytes` counts them, once main's end
   * has announced it. Core refuses larger messages at the call, because they would break this transport.
   *
   * Main's side: the largest message that this transport takes, if that is less than main's limit. Main announces it to
   * the renderer and to its guests, which use the same transport.
   */
  readonly messageBytes?: number | undefined;
  /**
   * Main's side: emits when the peer has connected, or at once if it has already. From then on the peer has
   * `helloTimeoutMs` to send its hello. Without this member it may take any time.
   *
   * @example
   * const transport = { ...parts, connected$: of(undefined) };
   */
  readonly connected$?: Observable<void>;
  /**
   * Emits when this process is about to exit and no asynchronous code runs after that. Core sends all waiting messages
   * within the emission, and every later message at once.
   */
  readonly exiting$?: Observable<void>;
  /** Main's side, for a platform that does not create and detach ports by `MessageChannel` and `structuredClone`. */
  readonly portPlatform?: PortPlatform;
  /**
   * Renderer side, for a connection that carries only certain channels. Core checks at the call, so that the refusal
   * reaches the caller. Other messages in the same frame are not affected.
   *
   * @throws CulvertError `ERR_CULVERT_NOT_EXPOSED`
   */
  checkChannel?(channel: string): void;
  /** Sends a frame after all earlier ones. Does nothing when the connection is over. */
  send(frame: Frame, transfer?: readonly Transferable[]): void;
  /**
   * Resolves when all sent frames have left this process, or when the connection is over. It never rejects. Without this
   * member, a frame has left when `send` returns.
   *
   * @example
   * await transport.flush?.();
   * process.exit();
   */
  flush?(): Promise<void>;
  /**
   * Renderer side, if the platform can block.
   *
   * @param frame the sync request
   * @param timeoutMs the time limit, in ms
   * @throws CulvertError `ERR_CULVERT_SYNC_TIMEOUT` after `timeoutMs`, `ERR_CULVERT_DISCONNECTED` if main is gone, or
   * `ERR_CULVERT_SYNC_UNSUPPORTED` if this connection cannot block. The last one names a connection that can
   */
  sendSync?(frame: Frame, timeoutMs: number): Frame;
  /** Main's side of `sendSync`: answers the one open sync request. Without it, main answers by `send`. */
  replySync?(frame: Frame): void;
  /** Ends the connection on both sides, never the worker, process or server behind it. May be called twice. */
  close(): void;
}
