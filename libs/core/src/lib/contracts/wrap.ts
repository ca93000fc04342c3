import {
  checkCount,
  checkDuration,
  checkObject,
  invalidArgument,
  isOverflow,
  wireName,
  type AnyMember,
  type Contract,
  type Headers,
  type InputOf,
  type Limits,
  type MemberKeys,
  type Members,
  type OutputOf,
  type Overflow,
} from '@culvert/protocol';
import { Observable, type Subject } from 'rxjs';
import { checkWebContentsId } from '../emitters/check-arguments.js';
import type { AbortSignalLike } from '../runtime/abort-signal.js';
import { promiseOf } from '../runtime/promise-of.js';
import type { RpcTable } from '../rpc/rpc-table.js';
import { openCall } from '../rpc/open-call.js';
import { HIGH_WATER_MARK, HIGH_WATER_MARK_BYTES, openStream, type StreamDemand } from '../rpc/open-stream.js';
import { RemoteStream } from '../rpc/remote-stream.js';
import { isStreamInput, type StreamInput } from '../rpc/stream-source.js';
import type { WebContents } from '../emitters/ipc-types.js';
import type { Main } from '../main/main.js';
import type { Renderer } from '../renderer/renderer.js';
import { rpcHostOf } from './rpc-host-of.js';
import { checkInterceptors, intercept, type ContractRequest, type Interceptor } from './interceptor.js';
import { limitWait } from './limit-wait.js';

/** Options of one call. */
export interface CallOptions {
  /** Its abort rejects the call with its reason, and aborts the signal of the handler. */
  readonly signal?: AbortSignalLike | undefined;
  /** In ms, for the whole call. After it, the call fails with `ERR_CULVERT_TIMEOUT`, and the handler's signal aborts. */
  readonly timeout?: number | undefined;
  /** Headers for the interceptors of the other side. */
  readonly headers?: Headers | undefined;
}

/** Options of one subscription. */
export interface StreamOptions extends CallOptions {
  /** The most items that are sent and not yet consumed. Default: 64, or `limits.streamItems` if that is less. */
  readonly highWaterMark?: number | undefined;
  /** The same in bytes. The item that reaches it is still sent. Default: 1 MiB, or `limits.streamBytes` if less. */
  readonly highWaterMarkBytes?: number | undefined;
  /**
   * The policy for items without demand, from a source that cannot be paused. `buffer` keeps them, and fails with
   * `ERR_CULVERT_OVERFLOW` over `bufferSize`. `latest` keeps the last one. `drop` keeps none. `error` fails at once.
   * Default: `buffer`.
   */
  readonly overflow?: Overflow | undefined;
  /** The most items that `buffer` keeps. The `limits.bufferedItems` of the producer bounds it, and is the default. */
  readonly bufferSize?: number | undefined;
}

type InputArgs<In, Options> = [In] extends [void]
  ? [input?: In, options?: Options]
  : undefined extends In
    ? [input?: In, options?: Options]
    : [input: In extends Observable<infer T> ? StreamInput<T> : In, options?: Options];

/**
 * A call member, as its caller sees it: a function that returns a promise, and its twin `$` that returns an Observable.
 */
export interface WrappedCall<Args extends readonly unknown[], Out> {
  /** Makes the call at once. */
  (...args: Args): Promise<Out>;
  /**
   * The same call as a cold Observable. Each subscription makes a call, which emits its answer and completes. It fails
   * with the errors of the promise. To unsubscribe cancels the call, as the abort of a signal does.
   *
   * @example
   * const killed$ = api.kill.$({ pid: 7 }).pipe(retry(2), timeout(1000));
   * interval(1000).pipe(switchMap(() => api.kill.$({ pid: 8 }))).subscribe();
   */
  $(...args: Args): Observable<Out>;
}

/** A member, as its caller sees it. */
export type WrappedMember<M> = M extends { readonly kind: 'call' }
  ? WrappedCall<InputArgs<InputOf<M>, CallOptions>, OutputOf<M>>
  : M extends { readonly kind: 'stream' }
    ? (...args: InputArgs<InputOf<M>, StreamOptions>) => RemoteStream<OutputOf<M>>
    : M extends { readonly kind: 'event' }
      ? Subject<OutputOf<M>>
      : (...args: InputOf<M> extends readonly unknown[] ? InputOf<M> : never) => OutputOf<M>;

type Wrapped<M, Kind extends AnyMember['kind']> = {
  readonly [Key in MemberKeys<M, Kind>]: WrappedMember<M[Key]>;
};

/** The members that main offers to a renderer. */
export type MainApi<M> = Wrapped<M, 'call' | 'stream' | 'event' | 'sync'>;
/** The members that a renderer offers. None of them blocks the caller. */
export type RendererApi<M> = Wrapped<M, 'call' | 'stream' | 'event'>;
/** The members for all renderers at once: an event is sent to each of them. */
export type BroadcastApi<M> = Wrapped<M, 'event'>;

type ApiOf<M, Owner> = Owner extends Main
  ? BroadcastApi<M>
  : Owner extends Renderer
    ? MainApi<M>
    : RendererApi<M>;

/** Options of {@link wrap}. */
export interface WrapOptions {
  /** Interceptors around each call and stream. The first one is the outermost. */
  readonly interceptors?: readonly Interceptor[] | undefined;
}

/**
 * Returns the other side of a contract. A renderer gets the members of main. Main gets those of a renderer by its
 * WebContents. With `to`, a webContents id, a renderer gets those of another one, if the policy of main allows it. With
 * a main as owner, events go to all renderers.
 *
 * A call rejects with the error that its handler threw, or with the reason of its signal. Other codes of a rejection:
 * `ERR_CULVERT_NO_HANDLER`, `ERR_CULVERT_DENIED`, `ERR_CULVERT_DISCONNECTED`, `ERR_CULVERT_UNKNOWN_TARGET`,
 * `ERR_CULVERT_TIMEOUT`. A stream fails with the same errors.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for an argument of another type, and at the call of a member that
 * `owner` cannot call
 * @example
 * const api = wrap(renderer, activity);
 * await api.kill({ pid: 7 }, { timeout: 1000 });
 * api.samples({ every: 1000 }, { overflow: 'latest' }).subscribe(draw);
 */
export function wrap<M extends Members>(
  renderer: Renderer,
  contract: Contract<M>,
  options: WrapOptions & { readonly to: number },
): RendererApi<M>;
export function wrap<M extends Members, Owner extends Main | Renderer | WebContents>(
  owner: Owner,
  contract: Contract<M>,
  options?: WrapOptions,
): ApiOf<M, Owner>;
export function wrap(
  owner: Main | Renderer | WebContents,
  contract: Contract,
  options: WrapOptions & { readonly to?: number } = {},
): object {
  checkObject('wrap: options', options);
  const { to, interceptors = [] } = options;
  if (to !== undefined) checkWebContentsId(to);
  checkInterceptors(interceptors);
  const host = rpcHostOf(owner, contract, to);
  const api: Record<string, unknown> = {};
  for (const [key, { kind }] of Object.entries(contract.members)) {
    const channel = wireName(contract, key);
    const { table, sendSync } = host;
    if (kind === 'event') api[key] = host.channel(channel);
    else if (kind === 'sync') {
      api[key] = sendSync ? (...args: unknown[]) => sendSync(channel, withoutAbsent(args)) : notHere(channel);
    } else if (table === undefined) api[key] = notHere(channel);
    else {
      const target: WrapTarget = { table, to: host.to, channel, interceptors };
      api[key] =
        kind === 'call'
          ? callMember(target)
          : (input: unknown, options?: StreamOptions) => stream(target, input, options);
    }
  }
  return api;
}

/** For code without the types, which leave such a member out. */
function notHere(channel: string): () => never {
  return () => {
    throw invalidArgument(
      `'${channel}': main calls one renderer, by wrap(webContents, contract). Only a renderer calls a sync member.`,
    );
  };
}

/** Trailing `undefined` arguments are left out, because a codec may be unable to encode `undefined`. */
function withoutAbsent(args: readonly unknown[]): readonly unknown[] {
  const last = args.findLastIndex((arg) => arg !== undefined);
  return args.slice(0, last + 1);
}

interface WrapTarget {
  readonly table: RpcTable;
  readonly to: number | undefined;
  readonly channel: string;
  readonly interceptors: readonly Interceptor[];
}

function callMember(target: WrapTarget): WrappedCall<[input: unknown, options?: CallOptions], unknown> {
  return Object.assign((input: unknown, options?: CallOptions) => promiseOf(call(target, input, options)), {
    $: (input: unknown, options?: CallOptions) => call(target, input, options),
  });
}

function call(target: WrapTarget, input: unknown, options: CallOptions = {}): Observable<unknown> {
  const { table, to, channel, interceptors } = target;
  const { wire } = table;
  const callSite = new Error();
  return new Observable((subscriber) => {
    checkObject(`'${channel}': options`, options);
    const { signal, timeout = wire.callTimeoutMs, headers = {} } = options;
    const ask = intercept(interceptors, (request) => openCall(table, to, request, callSite));
    const answer$ = ask({ kind: 'call', channel, input, headers, side: 'wrap' });
    return limitWait(answer$, channel, { signal, timeout }, wire.scheduler).subscribe(subscriber);
  });
}

function stream(target: WrapTarget, input: unknown, options: StreamOptions = {}): RemoteStream<unknown> {
  const { table, to, channel, interceptors } = target;
  checkObject(`'${channel}': options`, options);
  const { signal, timeout, headers = {} } = options;
  const demand = demandOf(channel, options, table.wire.limits);
  const request: ContractRequest = { kind: 'stream', channel, input, headers, side: 'wrap' };
  const callSite = new Error();
  return new RemoteStream<unknown>((subscriber, remote) => {
    const ask = intercept(
      interceptors,
      (intercepted) =>
        new Observable((inner) => {
          const isInputStream = isStreamInput(intercepted.input);
          return openStream(table, to, { ...intercepted, isInputStream, demand, callSite }, inner, remote);
        }),
    );
    return limitWait(ask(request), channel, { signal, timeout }, table.wire.scheduler).subscribe(subscriber);
  });
}

function demandOf(channel: string, options: StreamOptions, limits: Limits): StreamDemand {
  const {
    highWaterMark = Math.min(HIGH_WATER_MARK, limits.streamItems),
    highWaterMarkBytes = Math.min(HIGH_WATER_MARK_BYTES, limits.streamBytes),
    overflow = 'buffer',
    bufferSize,
  } = options;
  const check = (name: string, value: number, limit?: number) =>
    checkCount(`'${channel}': ${name}`, value, 1, limit);
  if (options.timeout !== undefined) checkDuration(`'${channel}': timeout`, options.timeout);
  check('highWaterMark', highWaterMark, limits.streamItems);
  check('highWaterMarkBytes', highWaterMarkBytes, limits.streamBytes);
  check('bufferSize', bufferSize ?? 1);
  if (!isOverflow(overflow)) {
    throw invalidArgument(`'${channel}': overflow must be 'buffer', 'latest', 'drop' or 'error'.`);
  }
  return { highWaterMark, highWaterMarkBytes, overflow, bufferSize: bufferSize ?? limits.bufferedItems };
}
