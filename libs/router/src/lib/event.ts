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
  readonly code: CulvertErrorCode;
  readonly reason: string;
}

/** A transport was connected. `address` comes from `nextAddress`; an older epoch of the id ends with this. */
export interface Connect {
  readonly type: 'connect';
  readonly address: Address;
  readonly info: SenderInfo;
  /** Its transport moves ports. */
  readonly transfersPorts?: true;
  /** Of a guest that a window carries: the renderer whose transport carries it. */
  readonly carrier?: Address;
}

/** Ids up to this one are not for fresh connections: some platform gives its own, and names them. */
export interface ReserveIds {
  readonly type: 'reserveIds';
  readonly upTo: number;
}

/** A transport ended, for whatever reason. */
export interface Disconnect {
  readonly type: 'disconnect';
  readonly address: Address;
}

/** A message came from the connection at `from`; with `denied`, the policy has refused it. */
export interface Receive {
  readonly type: 'receive';
  readonly from: Address;
  readonly message: RendererMessage;
  readonly body: Body;
  /** Why, in words that the renderer may read. */
  readonly denied?: string;
  /** The same for `inspect$`, where main has more to say to itself. */
  readonly detail?: string;
}

/** A request came that main does not take, for instance because it is over a limit: its caller hears why. */
export interface RefuseRequest {
  readonly type: 'refuseRequest';
  readonly from: Address;
  readonly kind: 'sync' | 'call' | 'stream' | 'port';
  readonly seq: number;
  readonly failure: Failure;
}

/** A call or stream cannot go on, since a part of it does not travel: it ends for both of its sides. */
export interface BreakOff {
  readonly type: 'breakOff';
  /** One of its sides, with the number that it knows it by. */
  readonly at: Address;
  readonly seq: number;
  /** Whether that side has opened it, or serves it. */
  readonly side: Side;
  readonly failure: Failure;
}

/** The two number spaces of a renderer: what it has opened has its own number, what it serves has main's. */
export type Side = 'opener' | 'server';

/** Main's own message to one renderer; with `epoch`, to that connection of it only (`event.reply`). */
export interface SendFromMain {
  readonly type: 'send';
  readonly to: { readonly id: number; readonly epoch?: number };
  readonly channel: string;
  readonly body: Body;
}

/** Main's own message to every renderer. */
export interface Broadcast {
  readonly type: 'broadcast';
  readonly channel: string;
  readonly body: Body;
}

/**
 * Main itself calls or subscribes to what a renderer exposes. `message.seq` is greater than all before it, as that of
 * `nextSeq` is, and is used up whatever becomes of this.
 */
export interface Open {
  readonly type: 'open';
  readonly to: { readonly id: number };
  readonly message: ServeCall | ServeStream;
  readonly body: Body;
}

/**
 * Main's part in a call or stream that is open with the renderer at `to`, which knows it by `message.seq`. (Its answer
 * to a call, and the end of a stream that it serves, are an {@link Answer}.)
 */
export interface RpcFromMain {
  readonly type: 'rpc';
  readonly to: Address;
  readonly message: Demand | Cancel | Items | Reply;
  readonly body: Body;
}

/** A listener or handler of main has answered the request `seq`: `ok` with a result, otherwise with an error. */
export interface Answer {
  readonly type: 'answer';
  readonly to: Address;
  readonly seq: number;
  readonly ok: boolean;
  readonly body: Body;
}

/** The request `seq` has no answer and will get none, for instance because nobody listens or its time is over. */
export interface Fail {
  readonly type: 'fail';
  readonly to: Address;
  readonly seq: number;
  readonly failure: Failure;
}

/** The call or stream `seq` could not be handed to the renderer at `to`, which was to serve it. */
export interface Undelivered {
  readonly type: 'undelivered';
  readonly to: Address;
  readonly seq: number;
  readonly failure: Failure;
}

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
