import type {
  Body,
  Codec,
  CulvertError,
  ExchangeMessage,
  Limits,
  RendererMessage,
  ServeCall,
  ServeStream,
} from '@culvert/protocol';
import type { SchedulerLike } from 'rxjs';
import type { Transport } from './transport.js';
import type { RedactError } from './wire-error.js';

/** The renderer's end of the wire, as those see it who send through it. */
export interface RendererWire {
  readonly codec: Codec;
  readonly transport: Transport;
  readonly limits: Limits;
  readonly scheduler: SchedulerLike;
  readonly callTimeoutMs: number | undefined;
  readonly redactError: RedactError | undefined;
  /** Longest wait of a `sendSync`, in ms. */
  readonly syncTimeoutMs: number;
  /** What a call on this connection fails with, once it is closed; the cause says what closed it. */
  readonly closedError: CulvertError | undefined;
  /** The number of the next request that is answered. */
  nextSeq(): number;
  /** @throws CulvertError for a channel or a value that cannot be sent */
  encode(channel: string, args: readonly unknown[], moved?: ReadonlySet<object>): Body;
  /** Sends with the batch of this turn. A closed connection takes it and drops it. */
  post(message: RendererMessage, body?: Body): void;
  /** Sends what waits for the end of the turn, now. */
  flush(): void;
}

/** How `expose` and `wrap` find the wire behind a renderer, and bring calls and streams to it. */
export const ATTACH_EXCHANGES = Symbol('culvert.attachExchanges');

/** Calls and streams of contracts, in a renderer that has any: the endpoint itself does without. */
export interface RendererExchanges {
  receive(message: ServeCall | ServeStream | ExchangeMessage, body: Body): void;
  /** The connection is over. */
  end(error: CulvertError): void;
}
