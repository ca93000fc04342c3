import { MAIN_ID, type Address, type Caller, type RendererKind } from '@culvert/protocol';
import { findBySeq, type Numbered } from './numbered.js';

/** Main's own data about a renderer; the renderer states none of it. */
export interface SenderInfo {
  /** The kind of renderer, as main connected it. */
  readonly kind: RendererKind;
  /** The webContents id of the window that embeds this guest. */
  readonly host?: number;
  /** Web origin, as verified by the transport. A guest that its window carries has none: see `claimedOrigin`. */
  readonly origin?: string;
  /** For a guest that its window carries: the origin that this window claims, which main has not verified. */
  readonly claimedOrigin?: string;
  /** The name that the transport has authenticated, for instance by a certificate. */
  readonly identity?: string;
  /**
   * True for a renderer that came over a network, so main did not start it. Its statements about itself are
   * claims. A browser sends the origin of its page. A program sends any origin, or none.
   */
  readonly remote?: boolean;
}

/** A connected renderer, in its current epoch. */
export interface Endpoint extends SenderInfo {
  /** Its webContents id. */
  readonly id: number;
  /** The epoch of its current connection. */
  readonly epoch: number;
  /** True after the handshake. Before it, only a `hello` is accepted. */
  readonly ready: boolean;
  /** Its transport transfers ports. */
  readonly transfersPorts?: true;
  /** Requests, calls and streams that it has opened, by its own sequence numbers. */
  readonly pending: readonly Pending[];
  /** Calls and streams that it serves, by main's numbers. */
  readonly serving: readonly Serving[];
  /** For a guest that a window carries: the renderer that owns its transport and that of all guests below it. */
  readonly carrier?: Address;
  /** Number of open requests, calls and streams of the guests that it carries. Absent means none. */
  readonly pendingBelow?: number;
}

/** A request, call or stream that a renderer has opened. */
export interface Pending extends Numbered {
  /** The kind of request. */
  readonly kind: 'sync' | 'call' | 'stream';
  /** The channel of the request. */
  readonly channel: string;
  /** The serving side and its number for the call. Absent if main itself serves it. */
  readonly by?: CallEnd;
}

/** A call or stream that a renderer serves. */
export interface Serving extends Numbered {
  /** The kind of request. */
  readonly kind: 'call' | 'stream';
  /** The channel of the request. */
  readonly channel: string;
  /** The opening side and its number for the call. */
  readonly of: CallEnd;
}

/** One side of a call or stream, with the number that this side knows it by. */
export interface CallEnd {
  /** The connection of that side. */
  readonly address: Address;
  /** The number that this side gave to it. */
  readonly seq: number;
}

/** Everything that routing depends on, as plain data, so that it can be logged, replayed and compared. */
export interface RouterState {
  /** The connected renderers by webContents id. */
  readonly endpoints: Readonly<Record<number, Endpoint>>;
  /** Counters, which only grow: no id and no epoch is given twice. */
  readonly lastId: number;
  /** The epoch that the last connection got. */
  readonly lastEpoch: number;
  /** The last number that main gave to a call or stream, opened by main or served by a renderer. */
  readonly lastSeq: number;
  /** The name of main's codec. The router refuses a `hello` with any other name. */
  readonly codec: string;
  /** How many requests and calls one renderer may have open: `limits.pendingCalls`. */
  readonly pendingLimit: number;
  /** How many streams one renderer may have open: `limits.openStreams`. */
  readonly streamLimit: number;
}

/**
 * The state of a router without connections.
 *
 * @param settings main's codec and limits, which stay as they are
 */
export function initialState(settings: {
  readonly codec: string;
  readonly pendingLimit: number;
  readonly streamLimit: number;
}): RouterState {
  return { endpoints: {}, lastId: 0, lastEpoch: 0, lastSeq: 0, ...settings };
}

/** Main, as a side of a call or stream. */
export const MAIN_ADDRESS: Address = { id: MAIN_ID, epoch: 0 };

/**
 * The address of the next connection, always with a fresh epoch. Its id is fresh too, unless main names the id
 * of a returning renderer.
 */
export function nextAddress(state: RouterState, id?: number): Address {
  return { id: id ?? state.lastId + 1, epoch: state.lastEpoch + 1 };
}

/** The number of main's next call or stream. */
export function nextSeq(state: RouterState): number {
  return state.lastSeq + 1;
}

/** The endpoint at exactly this address, or `undefined` if that epoch has ended. */
export function endpointAt(state: RouterState, address: Address): Endpoint | undefined {
  const endpoint = state.endpoints[address.id];
  return endpoint?.epoch === address.epoch ? endpoint : undefined;
}

/** The call or stream that the renderer at `address` has opened as `seq`. */
export function pendingAt(state: RouterState, address: Address, seq: number): Pending | undefined {
  const endpoint = endpointAt(state, address);
  return endpoint && findBySeq(endpoint.pending, seq);
}

/** The call or stream that the renderer at `address` serves as `seq`. */
export function servingAt(state: RouterState, address: Address, seq: number): Serving | undefined {
  const endpoint = endpointAt(state, address);
  return endpoint && findBySeq(endpoint.serving, seq);
}

/** The part of an endpoint that the receiver of its call may know. */
export function callerOf(endpoint: Caller): Caller {
  const { id, kind, host, origin, claimedOrigin, identity, remote } = endpoint;
  return {
    id,
    kind,
    ...(host !== undefined && { host }),
    ...(origin !== undefined && { origin }),
    ...(claimedOrigin !== undefined && { claimedOrigin }),
    ...(identity !== undefined && { identity }),
    ...(remote !== undefined && { remote }),
  };
}

/** The address of an endpoint, without main's other data about it. */
export function addressOf({ id, epoch }: Endpoint): Address {
  return { id, epoch };
}
