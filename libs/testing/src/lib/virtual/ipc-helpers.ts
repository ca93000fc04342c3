import type { Drop, Main, MainOptions, Renderer, RendererDrop } from '@culvert/core';
import type { RouterState } from '@culvert/router';
import type { Observable } from 'rxjs';
import type { RunHelpers } from 'rxjs/testing';
import type { Expected, ExpectedObservable } from './expectations.js';
import type { LinkOptions } from './link-options.js';
import type { VirtualLink } from './virtual-link.js';
import type { WireMessage } from './wire-message.js';

/** The options of a test: those of `createMain` without its scheduler, which is the test's own. */
export type IpcOptions = Omit<MainOptions, 'scheduler'>;

/** Any channel, of a renderer or of main. */
export interface MessageSource {
  /** Emits the messages of the channel. */
  readonly messages$: Observable<{ readonly args: readonly unknown[] }>;
}

/** A link, or one direction of it. */
export interface WireSource {
  /** Emits each message when it is sent. */
  readonly messages$: Observable<WireMessage>;
}

/** The helpers of a test: RxJS's own marble helpers, and the two ends of the wire. */
export interface IpcHelpers extends Omit<RunHelpers, 'expectObservable'> {
  /** Main, on the scheduler of the test. */
  readonly main: Main;
  /** Connected to `main`, its handshake done, over the wire that the first `link()` describes. */
  readonly renderer: Renderer;
  /**
   * The first call describes the wire of `renderer`. Each later call adds a renderer with a wire of its own.
   *
   * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for an unknown or invalid option, or for one that comes too late
   * @example
   * const { up, renderers$ } = link({ latency: '3ms', disconnect: '----!', resume: '------^' });
   */
  link(options?: LinkOptions): VirtualLink;
  /**
   * Stops main from `s` to `g`: its timers and all frames to it wait, sync requests as well.
   *
   * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for another drawing
   */
  stopMain(marbles: string): void;
  /** An Observable as marbles, from now on or from the `^` of the second drawing to its `!`. */
  expectObservable<T>(source$: Observable<T>, subscription?: string | null): ExpectedObservable<T>;
  /**
   * The answer to a call as marbles: of a member of a contract, of `ipcRenderer.invoke` and `sendSync`, or of an Observable.
   * The function runs when virtual time begins, or at the `^` of the second drawing. The `!` there cancels the call.
   *
   * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a function that makes no call
   * @example
   * expectCall(() => api.kill({ pid: 7 })).toBe('---(a|)', { a: undefined });
   * expectCall(() => api.kill({ pid: 1 }), '-^').toBe('----#', {}, RangeError);
   */
  expectCall(makeCall: () => unknown, subscription?: string | null): Expected<unknown>;
  /**
   * The same call as a cold Observable, for any operator.
   *
   * @example
   * const answers$ = cold('--a', { a: 7 }).pipe(mergeMap((pid) => call$(() => api.kill({ pid }))));
   */
  call$<T>(makeCall: () => PromiseLike<T> | Observable<T>): Observable<T>;
  /**
   * The messages on a channel when they arrive. Each value is the array of arguments.
   *
   * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for a value that is not a channel, a link or a direction of one
   */
  expectMessages(channel: MessageSource): Expected<readonly unknown[]>;
  /**
   * The messages on a link, or on one direction of it, when they are sent. A value has some of the fields of the message.
   *
   * @example
   * expectMessages(link().up).toBe('-a', { a: { kind: 'send', channel: 'keys', args: ['a'] } });
   */
  expectMessages(wire: WireSource): Expected<Partial<WireMessage>>;
  /**
   * A part of main's state: at the start, and whenever it is another.
   *
   * @example
   * expectState(({ endpoints }) => Object.keys(endpoints).length).toBe('a---b', { a: 1, b: 0 });
   */
  expectState<T>(select: (state: RouterState) => T): Expected<T>;
  /** The messages that main drops. A value has some of the fields of the drop. */
  expectDrops(of?: Main): Expected<Partial<Drop>>;
  /** The messages that a renderer drops: for each reason and channel, their number so far. */
  expectDrops(of: Renderer): Expected<Partial<RendererDrop>>;
}
