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

/** What opens a call or stream, before it has its number. */
export type OpenMessage = WithoutSeq<Call | OpenStream>;

/** A message within a call or stream; its number is that of the call. */
export type CallMessage = WithoutSeq<RpcMessage>;

/** How one value travels: left out where there is none, for a codec may have no `undefined`. */
export function oneValue(value: unknown): readonly unknown[] {
  return value === undefined ? [] : [value];
}

/** To the other side of one call or stream. */
export type SendCallMessage = (part: CallMessage, body?: Body) => void;

/** What one side of a call or stream makes of what the other one sends. */
export interface RpcEntry {
  receive(message: RpcMessage, body: Body): void;
  /** Sends what it holds back for the end of the turn, now. */
  flush?(): void;
  /** The other side is gone, or the connection to it. */
  end(error: CulvertError): void;
}

/** To whoever serves: main, or another renderer. */
export interface OutgoingCall {
  /** The number of what is to be opened. */
  readonly seq: number;
  open(message: OpenMessage, body: Body): void;
  readonly post: SendCallMessage;
  /** An error of this side on its way to the other one. Never throws. */
  encodeError(error: unknown): Body;
}

/** The wire of a renderer or of main, as its calls and streams see it. */
export interface RpcWire {
  readonly codec: Codec;
  readonly limits: Limits;
  readonly scheduler: SchedulerLike;
  /** Longest wait for the answer to a call, in ms; `undefined` waits for ever. */
  readonly callTimeoutMs: number | undefined;
  /** What is opened now fails with it, where the connection is over. */
  readonly closedError: CulvertError | undefined;
  /** @throws CulvertError for a channel or a value that cannot be sent */
  encode(channel: string, args: readonly unknown[]): Body;
  /** An error on its way to the one who called. Never throws. */
  encodeError(error: unknown, caller: Caller): Body;
  createCall(to: number | undefined): OutgoingCall;
  /** The renderer whose connection carries this one, where main knows one: itself, unless it is a guest. */
  carrierOf?(id: number): number | undefined;
  /**
   * A peer, main where there is no id, has failed a stream, and nobody here has handled that: it is shown, and ends
   * neither this process nor anything else.
   */
  reportUnhandled(channel: string, error: unknown, from: number | undefined): void;
}
