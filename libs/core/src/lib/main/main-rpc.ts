import {
  CulvertError,
  EMPTY_BODY,
  MAIN_ID,
  isForConsumer,
  type Address,
  type Body,
  type Call,
  type Caller,
  type RpcMessage,
  type OpenStream,
  type SyncRequest,
} from '@culvert/protocol';
import type { ReplyEffect, RouterEvent } from '@culvert/router';
import { requestKey } from './request-key.js';
import type { RpcWire, OutgoingCall, CallMessage, SendCallMessage } from '../rpc/rpc-wire.js';
import { RpcTable } from '../rpc/rpc-table.js';
import type { ExposedHandler } from '../rpc/exposed-handler.js';
import { serveCall, serveStream } from '../rpc/serve-rpc.js';

/** Main's calls and streams use this part of main. */
export interface MainRpcHost extends Pick<
  RpcWire,
  | 'codec'
  | 'limits'
  | 'scheduler'
  | 'callTimeoutMs'
  | 'closedError'
  | 'encode'
  | 'encodeError'
  | 'reportUnhandled'
> {
  /** A number for a call or stream of main, never used by another one. */
  nextSeq(): number;
  /** The renderer's current connection, and its kind. */
  renderer(
    id: number,
  ): { readonly address: Address; readonly sender: Caller; readonly root: Address } | undefined;
  dispatch(event: RouterEvent): void;
}

const MAIN: Caller = { id: MAIN_ID, kind: 'main' };

/** Calls and streams that main serves, and those that it has opened to renderers. */
export class MainRpc {
  readonly table: RpcTable;
  private readonly host: MainRpcHost;
  /** The connection that ended last. */
  private ended: { readonly of: Address; readonly error: CulvertError } | undefined;

  constructor(host: MainRpcHost) {
    this.host = host;
    this.table = new RpcTable({
      ...host,
      get closedError() {
        return host.closedError;
      },
      createCall: (to) => this.createCall(to!),
      carrierOf: (id) => host.renderer(id)?.root.id,
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

  private createCall(to: number): OutgoingCall {
    const { host } = this;
    const seq = host.nextSeq();
    const renderer = host.renderer(to);
    return {
      seq,
      open(opening, body) {
        const message =
          opening.kind === 'call'
            ? ({ ...opening, kind: 'serveCall', seq, sender: MAIN } as const)
            : ({ ...opening, kind: 'serveStream', seq, sender: MAIN } as const);
        host.dispatch({ type: 'open', to: { id: to }, message, body });
      },
      post(part, body = EMPTY_BODY) {
        if (renderer === undefined) return;
        host.dispatch({
          type: 'rpc',
          to: renderer.address,
          message: { ...part, seq } as RpcMessage,
          body,
        });
      },
      encodeError: (error) => host.encodeError(error, renderer?.sender ?? { id: to, kind: 'window' }),
    };
  }

  /** Posts to the renderer that has opened `seq`. */
  private postTo(to: Address, seq: number): SendCallMessage {
    const key = requestKey(to, seq);
    return (part: CallMessage, body = EMPTY_BODY) => {
      // A call or stream that has ended has also ended its input on the other side.
      if (part.input === true && !this.table.isServing(key)) return;
      if (part.kind === 'reply' && part.input === undefined) {
        this.host.dispatch({ type: 'answer', to, seq, ok: part.ok, body });
      } else this.host.dispatch({ type: 'rpc', to, message: { ...part, seq } as RpcMessage, body });
    };
  }
}
