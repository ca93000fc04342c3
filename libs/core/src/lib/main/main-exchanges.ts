import {
  CulvertError,
  EMPTY_BODY,
  MAIN_ID,
  isForConsumer,
  type Address,
  type Body,
  type Call,
  type Caller,
  type ExchangeMessage,
  type OpenStream,
  type SyncRequest,
} from '@culvert/protocol';
import type { ReplyEffect, RouterEvent } from '@culvert/router';
import { requestKey } from './request-key.js';
import type { ExchangeWire, Line, Part, Post } from '../rpc/exchange-wire.js';
import { Exchanges } from '../rpc/exchanges.js';
import type { Exposed } from '../rpc/exposed.js';
import { serveCall, serveStream } from '../rpc/serve-exchange.js';

/** What main's calls and streams need of its relay point. */
export interface MainExchangeHost extends Pick<
  ExchangeWire,
  | 'codec'
  | 'limits'
  | 'scheduler'
  | 'callTimeoutMs'
  | 'closedError'
  | 'encode'
  | 'encodeError'
  | 'reportUnhandled'
> {
  /** A number for a call or stream of main's, which no other one ever has. */
  nextSeq(): number;
  /** Where the renderer is connected now, and what it is. */
  renderer(
    id: number,
  ): { readonly address: Address; readonly sender: Caller; readonly root: Address } | undefined;
  dispatch(event: RouterEvent): void;
}

const MAIN: Caller = { id: MAIN_ID, kind: 'main' };

/** Calls and streams that main serves, and those that it has opened to renderers. */
export class MainExchanges {
  readonly exchanges: Exchanges;
  private readonly host: MainExchangeHost;
  /** The connection that has ended last. */
  private ended: { readonly of: Address; readonly error: CulvertError } | undefined;

  constructor(host: MainExchangeHost) {
    this.host = host;
    this.exchanges = new Exchanges({
      ...host,
      get closedError() {
        return host.closedError;
      },
      line: (to) => this.line(to!),
      carrierOf: (id) => host.renderer(id)?.root.id,
    });
  }

  serve(
    exposed: Exposed,
    from: Address,
    sender: Caller,
    message: SyncRequest | Call | OpenStream,
    body: Body,
  ): void {
    const { channel, seq } = message;
    const headers = message.kind === 'sync' ? undefined : message.headers;
    const incoming = { channel, sender, headers, body, post: this.postTo(from, seq) };
    const key = requestKey(from, seq);
    if (message.kind !== 'stream') serveCall(this.exchanges, key, exposed, incoming);
    else serveStream(this.exchanges, key, exposed, { ...incoming, demand: message, input: message.input });
  }

  receive(from: Address, message: ExchangeMessage, body: Body): void {
    if (isForConsumer(message)) this.exchanges.toConsumer(message, body);
    else this.exchanges.toProvider(requestKey(from, message.seq), message, body);
  }

  /** Whether main still works on it. */
  isServing(from: Address, seq: number): boolean {
    return this.exchanges.isServing(requestKey(from, seq));
  }

  /** Whoever has asked for it is gone. */
  abandon(of: Address, seq: number): void {
    // One error for all that ends with a connection: the stack of each would cost more than all the rest.
    if (this.ended?.of !== of) {
      const reason = `The connection to the renderer ${of.id} has ended.`;
      this.ended = { of, error: new CulvertError('ERR_CULVERT_DISCONNECTED', reason) };
    }
    this.exchanges.abandon(of.id, requestKey(of, seq), this.ended.error);
  }

  /** The answer to something that main has opened. */
  settle({ seq, result }: ReplyEffect): void {
    if ('body' in result) this.exchanges.toConsumer({ kind: 'reply', seq, ok: result.ok }, result.body);
    else this.exchanges.fail(seq, new CulvertError(result.code, result.reason));
  }

  private line(to: number): Line {
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
          type: 'exchange',
          to: renderer.address,
          message: { ...part, seq } as ExchangeMessage,
          body,
        });
      },
      encodeError: (error) => host.encodeError(error, renderer?.sender ?? { id: to, kind: 'window' }),
    };
  }

  /** To the renderer that has opened `seq`. */
  private postTo(to: Address, seq: number): Post {
    const key = requestKey(to, seq);
    return (part: Part, body = EMPTY_BODY) => {
      // The input of what has ended is over on the other side as well.
      if (part.input === true && !this.exchanges.isServing(key)) return;
      if (part.kind === 'reply' && part.input === undefined) {
        this.host.dispatch({ type: 'answer', to, seq, ok: part.ok, body });
      } else this.host.dispatch({ type: 'exchange', to, message: { ...part, seq } as ExchangeMessage, body });
    };
  }
}
