import {
  CulvertError,
  EMPTY_BODY,
  MAIN_ID,
  isForConsumer,
  type Address,
  type Body,
  type Call,
  type Caller,
  type Codec,
  type Limits,
  type RpcMessage,
  type OpenStream,
  type SyncRequest,
} from '@culvert/protocol';
import { nextSeq, type ReplyEffect } from '@culvert/router';
import type { SchedulerLike } from 'rxjs';
import type { Connections } from './connections.js';
import type { EventLoop } from './event-loop.js';
import type { MainEncoder } from './main-encoder.js';
import { requestKey } from './request-key.js';
import { UnhandledWarnings, shortText } from '../runtime/warn.js';
import type { OutgoingCall, CallMessage, SendCallMessage } from '../rpc/rpc-wire.js';
import { RpcTable } from '../rpc/rpc-table.js';
import type { ExposedHandler } from '../rpc/exposed-handler.js';
import { serveCall, serveStream } from '../rpc/serve-rpc.js';

export interface MainRpcSettings {
  readonly codec: Codec;
  readonly limits: Limits;
  readonly scheduler: SchedulerLike;
  readonly callTimeoutMs: number | undefined;
  readonly loop: EventLoop;
  readonly connections: Connections;
  readonly encoder: MainEncoder;
  /** True once main is closed. */
  isClosed(): boolean;
}

const MAIN: Caller = { id: MAIN_ID, kind: 'main' };

/** Calls and streams that main serves, and those that it has opened to renderers. */
export class MainRpc {
  readonly table: RpcTable;
  private readonly settings: MainRpcSettings;
  private readonly unhandled = new UnhandledWarnings();
  /** The last number that main gave to a call or stream of its own, whether it was sent or not. */
  private lastSeq = 0;
  /** The connection that ended last. */
  private ended: { readonly of: Address; readonly error: CulvertError } | undefined;

  constructor(settings: MainRpcSettings) {
    const { codec, limits, scheduler, callTimeoutMs, encoder, connections } = settings;
    this.settings = settings;
    this.table = new RpcTable({
      codec,
      limits,
      scheduler,
      callTimeoutMs,
      closedError: () =>
        settings.isClosed()
          ? new CulvertError('ERR_CULVERT_DISCONNECTED', 'This main is closed.')
          : undefined,
      encode: (channel, args) => encoder.encode(channel, args),
      encodeError: (error, caller) => encoder.encodeError(error, caller),
      reportUnhandled: (channel, error, from) => this.reportUnhandled(channel, error, from!),
      createCall: (to) => this.createCall(to!),
      carrierOf: (id) => connections.find(id)?.root.id,
    });
  }

  serve(
    exposed: ExposedHandler,
    from: Address,
    sender: Caller,
    message: SyncRequest | Call | OpenStream,
    body: Body,
  ): void {
    const { channel, seq } = message;
    const headers = message.kind === 'sync' ? undefined : message.headers;
    const incoming = { channel, sender, headers, body, post: this.postTo(from, seq) };
    const key = requestKey(from, seq);
    if (message.kind !== 'stream') serveCall(this.table, key, exposed, incoming);
    else serveStream(this.table, key, exposed, { ...incoming, demand: message, input: message.input });
  }

  receive(from: Address, message: RpcMessage, body: Body): void {
    if (isForConsumer(message)) this.table.toConsumer(message, body);
    else this.table.toProvider(requestKey(from, message.seq), message, body);
  }

  /** True if main still works on it. */
  isServing(from: Address, seq: number): boolean {
    return this.table.isServing(requestKey(from, seq));
  }

  /** The renderer that requested it is gone. */
  abandon(of: Address, seq: number): void {
    // One error serves all requests that end with a connection: a stack for each would cost more than all other work.
    if (this.ended?.of !== of) {
      const reason = `The connection to the renderer ${of.id} has ended.`;
      this.ended = { of, error: new CulvertError('ERR_CULVERT_DISCONNECTED', reason) };
    }
    this.table.abandon(of.id, requestKey(of, seq), this.ended.error);
  }

  /** The answer to a call or stream that main has opened. */
  settle({ seq, result }: ReplyEffect): void {
    if ('body' in result) this.table.toConsumer({ kind: 'reply', seq, ok: result.ok }, result.body);
    else this.table.fail(seq, new CulvertError(result.code, result.reason));
  }

  private reportUnhandled(channel: string, error: unknown, from: number): void {
    this.unhandled.warn(channel, error, from);
    const detail = shortText(error);
    this.settings.loop.drop({ reason: 'unhandled-error', message: 'stream', channel, from, detail });
  }

  private createCall(to: number): OutgoingCall {
    const { loop, connections, encoder } = this.settings;
    const seq = (this.lastSeq = Math.max(nextSeq(loop.state), this.lastSeq + 1));
    const renderer = connections.find(to);
    return {
      seq,
      open(opening, body) {
        const message =
          opening.kind === 'call'
            ? ({ ...opening, kind: 'serveCall', seq, sender: MAIN } as const)
            : ({ ...opening, kind: 'serveStream', seq, sender: MAIN } as const);
        loop.dispatch({ type: 'open', to: { id: to }, message, body });
      },
      post(part, body = EMPTY_BODY) {
        if (renderer === undefined) return;
        loop.dispatch({
          type: 'rpc',
          to: renderer.address,
          message: { ...part, seq } as RpcMessage,
          body,
        });
      },
      encodeError: (error) => encoder.encodeError(error, renderer?.sender ?? { id: to, kind: 'window' }),
    };
  }

  /** Posts to the renderer that has opened `seq`. */
  private postTo(to: Address, seq: number): SendCallMessage {
    const key = requestKey(to, seq);
    return (part: CallMessage, body = EMPTY_BODY) => {
      // A call or stream that has ended has also ended its input on the other side.
      if (part.input === true && !this.table.isServing(key)) return;
      if (part.kind === 'reply' && part.input === undefined) {
        this.settings.loop.dispatch({ type: 'answer', to, seq, ok: part.ok, body });
      } else this.settings.loop.dispatch({ type: 'rpc', to, message: { ...part, seq } as RpcMessage, body });
    };
  }
}
