import type {
  Address,
  Body,
  Cancel,
  CulvertErrorCode,
  Demand,
  Items,
  RendererMessage,
  Reply,
  ServeCall,
  ServeStream,
} from '@culvert/protocol';
import type { SenderInfo } from './state.js';

/** An error that the router itself decides on, as data. */
export interface Failure {
  /** The code of the error. */
  readonly code: CulvertErrorCode;
  /** The text of the error. */
  readonly reason: string;
}

/** A transport was connected. `address` comes from `nextAddress`. An older epoch of the id ends with this event. */
export interface Connect {
  readonly type: 'connect';
  /** The address of the new connection. */
  readonly address: Address;
  /** Main's own data about the renderer. */
  readonly info: SenderInfo;
  /** Its transport transfers ports. */
  readonly transfersPorts?: true;
  /** For a guest that a window carries: the renderer that owns its transport. */
  readonly carrier?: Address;
}

/** Fresh connections get no ids up to this one, because a platform assigns those itself. */
export interface ReserveIds {
  readonly type: 'reserveIds';
  /** The greatest webContents id of the platform. */
  readonly upTo: number;
}

/** A transport ended, for any reason. */
export interface Disconnect {
  readonly type: 'disconnect';
  /** The connection that ended. */
  readonly address: Address;
}

/** A message came from the connection at `from`. With `denied`, the policy has refused it. */
export interface Receive {
  readonly type: 'receive';
  /** The connection that the message came from. */
  readonly from: Address;
  /** The message of the renderer. */
  readonly message: RendererMessage;
  /** The encoded arguments, result or items, which the router never reads. */
  readonly body: Body;
  /** The reason, in words that the renderer may read. */
  readonly denied?: string;
  /** The reason for `inspect$`, if main knows more than the renderer may read. */
  readonly detail?: string;
}

/** Main refuses a request, for instance because it is over a limit. Its caller gets the reason. */
export interface RefuseRequest {
  readonly type: 'refuseRequest';
  /** The renderer that has made the request. */
  readonly from: Address;
  /** The kind of its message. */
  readonly kind: 'sync' | 'call' | 'stream' | 'port';
  /** The number that the renderer gave to its request. */
  readonly seq: number;
  /** The error that ends it. */
  readonly failure: Failure;
}

/** A call or stream cannot go on, because a part of it cannot be sent. It ends for both sides. */
export interface BreakOff {
  readonly type: 'breakOff';
  /** One of its sides, with the number that this side knows it by. */
  readonly at: Address;
  /** The number that the side at `at` knows it by. */
  readonly seq: number;
  /** The role of that side: it opened the call or stream, or it serves it. */
  readonly side: Side;
  /** The error that ends it. */
  readonly failure: Failure;
}

/**
 * The two number spaces of a renderer. It numbers the calls that it opens; main numbers the calls that it
 * serves.
 */
export type Side = 'opener' | 'server';

/** Main's own message to one renderer. With `epoch`, only that connection gets it (`event.reply`). */
export interface SendFromMain {
  readonly type: 'send';
  /** The receiver: any connection of `id`, or only that of `epoch`. */
  readonly to: { readonly id: number; readonly epoch?: number };
  /** The channel of the message. */
  readonly channel: string;
  /** The encoded arguments, result or items, which the router never reads. */
  readonly body: Body;
}

/** Main's own message to every renderer. */
export interface Broadcast {
  readonly type: 'broadcast';
  /** The channel of the message. */
  readonly channel: string;
  /** The encoded arguments, result or items, which the router never reads. */
  readonly body: Body;
}

/**
 * Main itself calls a handler of a renderer or subscribes to its Observable. `message.seq` is greater than all
 * before it, as `nextSeq` is. The number is used up even if the call fails.
 */
export interface Open {
  readonly type: 'open';
  /** The webContents id of the renderer that serves it. */
  readonly to: { readonly id: number };
  /** The request, with the number that main gives it. */
  readonly message: ServeCall | ServeStream;
  /** The encoded arguments, result or items, which the router never reads. */
  readonly body: Body;
}

/**
 * Main's message within a call or stream that is open with the renderer at `to`. That renderer knows it by
 * `message.seq`. (Main's answer to a call, and the end of a stream that main serves, are an {@link Answer}.)
 */
export interface RpcFromMain {
  readonly type: 'rpc';
  /** The renderer at the other end. */
  readonly to: Address;
  /** The demand, cancellation, items or end. */
  readonly message: Demand | Cancel | Items | Reply;
  /** The encoded arguments, result or items, which the router never reads. */
  readonly body: Body;
}

/** A listener or handler of main has answered the request `seq`: `ok` with a result, otherwise with an error. */
export interface Answer {
  readonly type: 'answer';
  /** The renderer that asked. */
  readonly to: Address;
  /** The number that the renderer gave to its request. */
  readonly seq: number;
  /** True for a result, false for an error. */
  readonly ok: boolean;
  /** The encoded arguments, result or items, which the router never reads. */
  readonly body: Body;
}

/** The request `seq` will get no answer, for instance because it has no listener or has timed out. */
export interface Fail {
  readonly type: 'fail';
  /** The renderer that asked. */
  readonly to: Address;
  /** The number that the renderer gave to its request. */
  readonly seq: number;
  /** The error that ends it. */
  readonly failure: Failure;
}

/** The call or stream `seq` could not be delivered to the renderer at `to`, which should have served it. */
export interface Undelivered {
  readonly type: 'undelivered';
  /** The renderer that should have served it. */
  readonly to: Address;
  /** The number that main gave to it. */
  readonly seq: number;
  /** The error that ends it. */
  readonly failure: Failure;
}

/** Everything that can happen to the router. */
export type RouterEvent =
  | Connect
  | Disconnect
  | ReserveIds
  | Receive
  | RefuseRequest
  | BreakOff
  | SendFromMain
  | Broadcast
  | Open
  | RpcFromMain
  | Answer
  | Fail
  | Undelivered;
