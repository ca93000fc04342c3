import type {
  Address,
  Body,
  Call,
  RpcMessage,
  GuestMessage,
  MainMessage,
  OpenStream,
  Send,
  SyncRequest,
} from '@culvert/protocol';
import type { Failure } from './event.js';

/** Why a message was dropped. */
export type DropReason =
  | 'denied'
  | 'disconnected'
  | 'duplicate'
  | 'no-handshake'
  | 'no-host'
  | 'no-ports'
  | 'not-pending'
  | 'stale-epoch'
  | 'too-many-pending'
  | 'too-many-streams'
  | 'unknown-target';

/** Send `message` to each connection in `to`. Several targets share one body, which was encoded once. */
export interface DeliverEffect {
  readonly type: 'deliver';
  /** The receivers. */
  readonly to: readonly Address[];
  /** The message that each of them gets. */
  readonly message: MainMessage;
  /** The encoded arguments, result or items, which the router never reads. */
  readonly body: Body;
}

/** The one answer to a request. A `sync` answer takes the path that wakes a blocked renderer. */
export interface ReplyEffect {
  readonly type: 'reply';
  /** The renderer, or main itself (id 0), that has opened it. */
  readonly to: Address;
  /** The number that the receiver gave to its request. */
  readonly seq: number;
  /** True for the answer to a `sendSync`. */
  readonly sync: boolean;
  /** The answer: an encoded value or error, or an error of the router. */
  readonly result: { readonly ok: boolean; readonly body: Body } | Failure;
}

/** For main's own listeners and handlers, or main's end of an open call or stream. */
export interface DispatchEffect {
  readonly type: 'dispatch';
  /** The renderer that has sent it. */
  readonly from: Address;
  /** Its message. */
  readonly message: Send | SyncRequest | Call | OpenStream | RpcMessage;
  /** The encoded arguments, result or items, which the router never reads. */
  readonly body: Body;
}

/**
 * Makes a channel and gives each renderer an end. `to` gets it as a `deliverPort`, `from` as the answer to its
 * request `seq`. The request is answered at once, so nothing is pending.
 */
export interface OpenPortEffect {
  readonly type: 'openPort';
  /** The renderer that asked for the channel. */
  readonly from: Address;
  /** The number of its request. */
  readonly seq: number;
  /** The renderer at the other end. */
  readonly to: Address;
  /** The purpose of the port, as the renderer names it. */
  readonly channel: string;
}

/** For the connections of guests, which this renderer carries inside its own. */
export interface RelayEffect {
  readonly type: 'relay';
  /** The window that carries the guest. */
  readonly from: Address;
  /** The message of the window about its guest. */
  readonly message: GuestMessage;
  /** The encoded arguments, result or items, which the router never reads. */
  readonly body: Body;
  /** The policy or a missing handshake keeps this guest out. The window that waits for it is told. */
  readonly denied?: true;
}

/** The handshake failed: tell the renderer why, then close the connection. */
export interface RefuseEffect {
  readonly type: 'refuse';
  /** The connection that closes. */
  readonly to: Address;
  /** The error that the renderer gets. */
  readonly failure: Failure;
}

/** The epoch of the request `seq` has ended, so its answer has no receiver. Its handler may stop. */
export interface AbandonEffect {
  readonly type: 'abandon';
  /** The connection that asked. */
  readonly of: Address;
  /** The number of its request. */
  readonly seq: number;
}

/** A message was dropped. Plain data for `inspect$`. */
export interface DropEffect {
  readonly type: 'drop';
  /** Why it was dropped. */
  readonly reason: DropReason;
  /** The dropped message of a renderer by its kind, or the dropped event of main by its type. */
  readonly kind: string;
  /** The channel, if the message has one. */
  readonly channel?: string;
  /** The webContents id of the sender: absent for main. */
  readonly from?: number;
  /** The webContents id of the receiver, if the message names one. */
  readonly to?: number;
  /** Why it was denied: the words of the policy, or the error that it threw. */
  readonly detail?: string;
}

/** Everything that the router tells main to do. */
export type Effect =
  | DeliverEffect
  | ReplyEffect
  | DispatchEffect
  | OpenPortEffect
  | RelayEffect
  | RefuseEffect
  | AbandonEffect
  | DropEffect;
