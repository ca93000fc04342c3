import type { Encoding, Frame } from '@culvert/protocol';
import type { Observable } from 'rxjs';
import type { PortPlatform, Transferable } from './message-port.js';

/**
 * One end of a connection between main and one renderer: it carries frames, in order, and knows nothing of what is
 * in them. Core subscribes to `frames$` once, before it sends; neither end throws when the peer is gone.
 *
 * A transport that can block implements the two synchronous members, one on each side:
 * the renderer's `sendSync` hands its frame to main after every frame that was sent before it, and returns the frame
 * that main's `replySync` was given.
 */
export interface Transport {
  readonly encoding: Encoding;
  /** Completes when the peer closes, errors when the connection breaks. */
  readonly frames$: Observable<Frame>;
  /**
   * Moves what is in the transfer list of `send`, ports above all; with the encoding `'structured-clone'` only. Both
   * ends say the same. Without it, ports are refused where somebody sends one, and `send` gets no list.
   */
  readonly transfersPorts?: true;
  /**
   * The sending side moves `ArrayBuffer`s in the transfer list of `send` instead of copying them: core gives it those of
   * large binary values that it owns. With the encoding `'structured-clone'` only.
   */
  readonly transfersBuffers?: true;
  /**
   * How many messages have come, since the last emission, that claimed to be frames and were from somebody else than
   * the peer. They went nowhere; main shows them on `inspect$`.
   */
  readonly ignored$?: Observable<number>;
  /**
   * Main's side: bytes that `send` was given and the peer has not taken yet, as far as this platform can tell. Core reads
   * it for every message, so it has to cost no more than a field. With it, core holds to `limits.queuedBytes` what waits
   * for a renderer that does not read; without it, only what has not left core.
   *
   * @example
   * get queuedBytes() { return this.socket.bufferedAmount; }
   */
  readonly queuedBytes?: number;
  /**
   * Renderer side: what main accepts of one message, in bytes as `limits.messageBytes` counts them, where main's end has
   * said so. Core refuses larger ones at the call, for this transport would break at them.
   */
  readonly messageBytes?: number | undefined;
  /**
   * Main's side: emits when the peer is there, at once where it is. It has `helloTimeoutMs` from then on to say hello.
   * Without this member it has all the time.
   *
   * @example
   * readonly connected$ = of(undefined);
   */
  readonly connected$?: Observable<void>;
  /**
   * Emits when this process is about to exit, and nothing asynchronous runs after that: core sends what waits within the
   * emission, and everything later at once.
   */
  readonly exiting$?: Observable<void>;
  /** Main's side, where ports are made and taken in another way than by `MessageChannel` and `structuredClone`. */
  readonly portPlatform?: PortPlatform;
  /**
   * Renderer side, where something on the way carries certain channels only: core asks at the call, so that the
   * refusal meets the one who calls, and nothing that shares a frame with it.
   *
   * @throws CulvertError `ERR_CULVERT_NOT_EXPOSED`
   */
  checkChannel?(channel: string): void;
  send(frame: Frame, transfer?: readonly Transferable[]): void;
  /**
   * Resolves when everything that `send` was given has left this process, or the connection is over; never rejects.
   * Without it, all has left when `send` returns.
   *
   * @example
   * await transport.flush?.();
   * process.exit();
   */
  flush?(): Promise<void>;
  /**
   * Renderer side, where the platform can block.
   *
   * @throws CulvertError `ERR_CULVERT_SYNC_TIMEOUT` after `timeoutMs`, `ERR_CULVERT_DISCONNECTED` where main is gone,
   * `ERR_CULVERT_SYNC_UNSUPPORTED` where this connection cannot, with the way to one that can
   */
  sendSync?(frame: Frame, timeoutMs: number): Frame;
  /** Main's side of `sendSync`: the answer to the one sync request that is open. Without it, answers go by `send`. */
  replySync?(frame: Frame): void;
  /** Ends the connection on both sides, never the worker, process or server behind it. May be called twice. */
  close(): void;
}
