import type {
  Body,
  Call,
  Caller,
  Codec,
  CulvertError,
  RpcMessage,
  Limits,
  OpenStream,
} from '@culvert/protocol';
import type { SchedulerLike } from 'rxjs';

type WithoutSeq<M> = M extends unknown ? Omit<M, 'seq' | 'to'> : never;

/** A message that opens a call or stream, without its number. */
export type OpenMessage = WithoutSeq<Call | OpenStream>;

/** A message within a call or stream. The call adds its number. */
export type CallMessage = WithoutSeq<RpcMessage>;

/** The arguments that carry one value. `undefined` is left out, because a codec may be unable to encode it. */
export function oneValue(value: unknown): readonly unknown[] {
  return value === undefined ? [] : [value];
}

/** Sends a message to the other side of one call or stream. */
export type SendCallMessage = (part: CallMessage, body?: Body) => void;

/** A call or stream to the side that serves it: main, or another renderer. */
export interface OutgoingCall {
  /** The number of the call or stream. */
  readonly seq: number;
  open(message: OpenMessage, body: Body): void;
  readonly post: SendCallMessage;
  /** Encodes an error of this side for the other side. Never throws. */
  encodeError(error: unknown): Body;
}

/** The wire of a renderer or of main, as its calls and streams see it. */
export interface RpcWire {
  readonly codec: Codec;
  readonly limits: Limits;
  readonly scheduler: SchedulerLike;
  /** Longest wait for the answer to a call, in ms. `undefined` means no limit. */
  readonly callTimeoutMs: number | undefined;
  /** The error that new calls and streams fail with, once the connection is over. */
  closedError(): CulvertError | undefined;
  /** @throws CulvertError for a channel or a value that cannot be sent */
  encode(channel: string, args: readonly unknown[]): Body;
  /** Encodes an error for the caller. Never throws. */
  encodeError(error: unknown, caller: Caller): Body;
  createCall(to: number | undefined): OutgoingCall;
  /** The renderer that carries this one, if main knows it: the renderer itself, or the host of a guest. */
  carrierOf?(id: number): number | undefined;
  /**
   * Reports that a peer has failed a stream and no code here has handled the error. Without an id, the peer is main.
   * The report ends neither this process nor other streams.
   */
  reportUnhandled(channel: string, error: unknown, from: number | undefined): void;
}
