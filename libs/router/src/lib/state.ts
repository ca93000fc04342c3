import { MAIN_ID, type Address, type Caller, type RendererKind } from '@culvert/protocol';
import { findBySeq, type Numbered } from './numbered.js';

/** What main knows of a renderer, from its own side of the connection. */
export interface SenderInfo {
  readonly kind: RendererKind;
  /** The webContents id of the window that embeds this guest. */
  readonly host?: number;
  /** Web origin, as the transport verified it. A guest that its window carries has none: see `claimedOrigin`. */
  readonly origin?: string;
  /** Of a guest that its window carries: what this window says of its origin, and nobody has verified. */
  readonly claimedOrigin?: string;
  /** Whom the transport has authenticated, for instance by a certificate. */
  readonly identity?: string;
  /**
   * It came over a network, and main has not started it: what it says of itself is a claim. A browser sends the origin of its
   * page, a program sends any, or none.
   */
  readonly remote?: boolean;
}

/** A connected renderer, in its current epoch. */
export interface Endpoint extends SenderInfo {
  readonly id: number;
  readonly epoch: number;
  /** The handshake is done. Until then, only a `hello` is accepted. */
  readonly ready: boolean;
  /** Its transport moves ports. */
  readonly transfersPorts?: true;
  /** What it waits for, by its own sequence numbers. */
  readonly pending: readonly Pending[];
  /** What it serves, by main's numbers. */
  readonly serving: readonly Serving[];
  /** Of a guest that a window carries: the renderer whose transport carries it, and all guests below that renderer. */
  readonly carrier?: Address;
  /** How many requests, calls and streams the guests that it carries have open. Absent means none. */
  readonly pendingBelow?: number;
}

/** A request, call or stream that a renderer has opened. */
export interface Pending extends Numbered {
  readonly kind: 'sync' | 'call' | 'stream';
  readonly channel: string;
  /** Who serves it, and by which number; absent where main itself does. */
  readonly by?: CallEnd;
}

/** A call or stream that a renderer serves. */
export interface Serving extends Numbered {
  readonly kind: 'call' | 'stream';
  readonly channel: string;
  /** Who has opened it, and by which number. */
  readonly of: CallEnd;
}

/** One side of a call or stream, by the number that it knows it by. */
export interface CallEnd {
  readonly address: Address;
  readonly seq: number;
}

/** All that routing depends on, as plain data: it can be logged, replayed and compared. */
export interface RouterState {
  readonly endpoints: Readonly<Record<number, Endpoint>>;
  /** Counters, which only grow: ids and epochs are never given twice. */
  readonly lastId: number;
  readonly lastEpoch: number;
  /** The last number that main gave to a call or stream: one that it opened, or that a renderer serves. */
  readonly lastSeq: number;
  /** Main's own settings, which messages are held against. */
  readonly codec: string;
  readonly pendingLimit: number;
  readonly streamLimit: number;
}

export function initialState(settings: {
  readonly codec: string;
  readonly pendingLimit: number;
  readonly streamLimit: number;
}): RouterState {
  return { endpoints: {}, lastId: 0, lastEpoch: 0, lastSeq: 0, ...settings };
}

/** Main, as a side of a call or stream. */
export const MAIN_ADDRESS: Address = { id: MAIN_ID, epoch: 0 };

/** The address of the next connection: a fresh id unless main names the one that returns, and always a fresh epoch. */
export function nextAddress(state: RouterState, id?: number): Address {
  return { id: id ?? state.lastId + 1, epoch: state.lastEpoch + 1 };
}

/** The number of main's next call or stream. */
export function nextSeq(state: RouterState): number {
  return state.lastSeq + 1;
}

/** The endpoint at this very address, `undefined` where that epoch has ended. */
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

/** An endpoint, as the one it calls may know it. */
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

/** Where an endpoint is, without the rest of what main knows of it. */
export function addressOf({ id, epoch }: Endpoint): Address {
  return { id, epoch };
}
