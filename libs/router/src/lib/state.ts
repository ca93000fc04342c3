import type { Address, RendererKind } from '@culvert/protocol';

/** What main knows of a renderer, from its own side of the connection. */
export interface SenderInfo {
  readonly kind: RendererKind;
  /** The webContents id of the window that embeds this guest. */
  readonly host?: number;
  /** Web origin, as the transport verified it. */
  readonly origin?: string;
  /** Whom the transport has authenticated, for instance by a certificate. */
  readonly identity?: string;
}

/** A connected renderer, in its current epoch. */
export interface Endpoint extends SenderInfo {
  readonly id: number;
  readonly epoch: number;
  /** The handshake is done. Until then, only a `hello` is accepted. */
  readonly ready: boolean;
  /** Its transport moves ports. */
  readonly movesPorts?: true;
  /** What waits for an answer, by the renderer's own sequence numbers. */
  readonly pending: Readonly<Record<number, 'sync' | 'call'>>;
}

/** All that routing depends on, as plain data: it can be logged, replayed and compared. */
export interface RouterState {
  readonly endpoints: Readonly<Record<number, Endpoint>>;
  /** Counters, which only grow: ids and epochs are never given twice. */
  readonly lastId: number;
  readonly lastEpoch: number;
  /** Main's own settings, which messages are held against. */
  readonly codec: string;
  readonly pendingLimit: number;
}

export function initialState(settings: {
  readonly codec: string;
  readonly pendingLimit: number;
}): RouterState {
  return { endpoints: {}, lastId: 0, lastEpoch: 0, ...settings };
}

/** The address of the next connection: a fresh id unless main names the one that returns, and always a fresh epoch. */
export function nextAddress(state: RouterState, id?: number): Address {
  return { id: id ?? state.lastId + 1, epoch: state.lastEpoch + 1 };
}

/** The endpoint at this very address, `undefined` where that epoch has ended. */
export function endpointAt(state: RouterState, address: Address): Endpoint | undefined {
  const endpoint = state.endpoints[address.id];
  return endpoint?.epoch === address.epoch ? endpoint : undefined;
}

/** Where an endpoint is, without the rest of what main knows of it. */
export function addressOf({ id, epoch }: Endpoint): Address {
  return { id, epoch };
}
