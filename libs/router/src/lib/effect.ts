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
  readonly to: readonly Address[];
  readonly message: MainMessage;
  readonly body: Body;
}

/** The one answer to a request. A `sync` answer takes the path that wakes a blocked renderer. */
export interface ReplyEffect {
  readonly type: 'reply';
  /** The renderer, or main itself (id 0), that has opened it. */
  readonly to: Address;
  readonly seq: number;
  readonly sync: boolean;
  readonly result: { readonly ok: boolean; readonly body: Body } | Failure;
}

/** For main's own listeners and handlers, or main's end of an open call or stream. */
export interface DispatchEffect {
  readonly type: 'dispatch';
  readonly from: Address;
  readonly message: Send | SyncRequest | Call | OpenStream | RpcMessage;
  readonly body: Body;
}

/**
 * Makes a channel and gives each renderer an end. `to` gets it as a `deliverPort`, `from` as the answer to its
 * request `seq`. The request is answered at once, so nothing is pending.
 */
export interface OpenPortEffect {
  readonly type: 'openPort';
  readonly from: Address;
  readonly seq: number;
  readonly to: Address;
  readonly channel: string;
}

/** For the connections of guests, which this renderer carries inside its own. */
export interface RelayEffect {
  readonly type: 'relay';
  readonly from: Address;
  readonly message: GuestMessage;
  readonly body: Body;
  /** The policy or a missing handshake keeps this guest out. The window that waits for it is told. */
  readonly denied?: true;
}

/** The handshake failed: tell the renderer why, then close the connection. */
export interface RefuseEffect {
  readonly type: 'refuse';
  readonly to: Address;
  readonly failure: Failure;
}

/** The epoch of the request `seq` has ended, so its answer has no receiver. Its handler may stop. */
export interface AbandonEffect {
  readonly type: 'abandon';
  readonly of: Address;
  readonly seq: number;
}

/** A message was dropped. Plain data for `inspect$`. */
export interface DropEffect {
  readonly type: 'drop';
  readonly reason: DropReason;
  /** The dropped message of a renderer by its kind, or the dropped event of main by its type. */
  readonly kind: string;
  readonly channel?: string;
  readonly from?: number;
  readonly to?: number;
  /** Why it was denied: the words of the policy, or the error that it threw. */
  readonly detail?: string;
}

export type Effect =
  | DeliverEffect
  | ReplyEffect
  | DispatchEffect
  | OpenPortEffect
  | RelayEffect
  | RefuseEffect
  | AbandonEffect
  | DropEffect;
