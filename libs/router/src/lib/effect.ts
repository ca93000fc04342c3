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

/** Why a message went nowhere. */
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

/** The one answer to a request. A `sync` answer goes by the way that wakes a blocked renderer. */
export interface ReplyEffect {
  readonly type: 'reply';
  /** The renderer, or main itself (id 0), that has opened it. */
  readonly to: Address;
  readonly seq: number;
  readonly sync: boolean;
  readonly result: { readonly ok: boolean; readonly body: Body } | Failure;
}

/** For main's own listeners and handlers, or its part in an open call or stream. */
export interface DispatchEffect {
  readonly type: 'dispatch';
  readonly from: Address;
  readonly message: Send | SyncRequest | Call | OpenStream | RpcMessage;
  readonly body: Body;
}

/**
 * Makes a channel and gives each renderer an end: `to` as a `deliverPort`, `from` as the answer to its request `seq`.
 * Nothing waits for it, so nothing is pending.
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
  /** No such guest comes in, by the policy or before the handshake: the window that waits for it is told. */
  readonly denied?: true;
}

/** The handshake failed: tell the renderer why, then close the connection. */
export interface RefuseEffect {
  readonly type: 'refuse';
  readonly to: Address;
  readonly failure: Failure;
}

/** Nobody will take the answer to the request `seq` of an ended epoch: whoever works on it may stop. */
export interface AbandonEffect {
  readonly type: 'abandon';
  readonly of: Address;
  readonly seq: number;
}

/** A message went nowhere. Plain data for `inspect$`. */
export interface DropEffect {
  readonly type: 'drop';
  readonly reason: DropReason;
  /** What was dropped: a message of a renderer by its kind, or an event of main by its type. */
  readonly kind: string;
  readonly channel?: string;
  readonly from?: number;
  readonly to?: number;
  /** Why it was denied: the words of the policy, or what it threw. */
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
