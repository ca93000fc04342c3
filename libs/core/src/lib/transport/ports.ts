import { CulvertError, type Body, type Port } from '@culvert/protocol';
import type { Transferable, Transport } from './transport.js';

/** How a platform makes its ports, and takes them out of their owner's hands. Those of one platform can be joined. */
export interface PortPlatform {
  /** What `create` makes them with, for people. */
  readonly channelName: string;
  /** Two ends of a new channel, or `undefined` where there is no way to make one. */
  create(): readonly [Port, Port] | undefined;
  /**
   * Ports of a transfer list, in order, their owner's no more. Whatever is in the list is a port of some platform, each
   * once.
   *
   * @throws CulvertError with what is wrong with one of them
   */
  take(transfer: readonly Transferable[]): readonly Port[];
}

/** What Node, browsers and workers share here, and neutral code compiles without. */
interface PortGlobals {
  structuredClone(value: unknown, options: { readonly transfer: readonly Transferable[] }): unknown;
  readonly MessageChannel?: new () => { readonly port1: Port; readonly port2: Port };
}

const runtime = globalThis as unknown as PortGlobals;

/**
 * A `MessagePort`, as far as Node's, those of pages and of workers are alike. Cast it to the platform's own for more.
 *
 * @example
 * ipcMain.on('channel', ({ ports: [port] }) => {
 *   port.onmessage = ({ data }) => port.postMessage(data);
 * });
 */
export interface MessagePortLike {
  postMessage(message: unknown, transfer?: readonly Transferable[]): void;
  /** Begins delivery; setting `onmessage` does so too. */
  start(): void;
  /** Ends both ends of the channel. */
  close(): void;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
}

/** The page's own `MessagePort` where its typings are; elsewhere what the ports of all platforms have in common. */
export type RendererPort = typeof globalThis extends {
  onmessage: unknown;
  MessagePort: { prototype: infer PagePort };
}
  ? PagePort
  : MessagePortLike;

/** The buffers of a transfer list: what a message shows of them goes without a copy. */
export function buffersOf(transfer: readonly Transferable[]): ReadonlySet<object> | undefined {
  if (transfer.length === 0 || !Array.isArray(transfer)) return undefined;
  return new Set(transfer.filter((item) => item instanceof ArrayBuffer));
}

/**
 * A body with what its transfer list moves: ports beside it, and buffers that its blobs show. It comes last of all that
 * may fail at a call, for from then on they are the caller's no more.
 *
 * @throws CulvertError `ERR_CULVERT_PORTS_UNSUPPORTED`, `ERR_CULVERT_INVALID_TRANSFER`
 */
export function withTransfer(
  body: Body,
  channel: string,
  transfer: readonly Transferable[],
  transport: Pick<Transport, 'movesPorts' | 'portPlatform'>,
): Body {
  if (transfer.length === 0) return body;
  if (transport.movesPorts !== true)
    throw new CulvertError('ERR_CULVERT_PORTS_UNSUPPORTED', unsupported(channel));
  const ports = takePorts(channel, transfer, platformOf({ transport }));
  const taken = ports.length === 0 ? body : { ...body, ports };
  try {
    return { ...taken, blobs: moveBuffers(channel, body.blobs, transfer) };
  } catch (error) {
    closePorts(taken);
    throw error;
  }
}

/** The blobs over the very memory that the transfer list names, which is taken from its owner at once. */
function moveBuffers(
  channel: string,
  blobs: readonly Uint8Array[],
  transfer: readonly Transferable[],
): readonly Uint8Array[] {
  const buffers = transfer.filter((item) => item instanceof ArrayBuffer);
  if (buffers.length === 0) return blobs;
  // Before they are detached: then they say no more what the blobs showed of them.
  const places = blobs.map(({ buffer, byteOffset, byteLength }) => ({
    at: buffers.indexOf(buffer as ArrayBuffer),
    byteOffset,
    byteLength,
  }));
  let moved: readonly ArrayBuffer[];
  try {
    moved = runtime.structuredClone(buffers, { transfer: buffers }) as readonly ArrayBuffer[];
  } catch (cause) {
    throw invalid(channel, 'an ArrayBuffer is detached, or cannot be.', cause);
  }
  return blobs.map((blob, nth) => {
    const { at, byteOffset, byteLength } = places[nth]!;
    return at < 0 ? blob : new Uint8Array(moved[at]!, byteOffset, byteLength);
  });
}

/** In words why a port cannot go this way, and which way it can. */
export function unsupported(channel: string): string {
  return (
    `'${channel}': the transport of this renderer moves no ports. Send values over channels instead, ` +
    'or run the renderer where ports can be moved: in a worker thread, for instance.'
  );
}

/**
 * Takes the ports out of their owner's hands, at the call, as the platform's own `postMessage` does: they are moved
 * here already, so what the transfer list has wrong is known now, and whatever the owner does next with them fails.
 *
 * @returns the ports of the list, in order
 * @throws CulvertError `ERR_CULVERT_INVALID_TRANSFER`: no list, no port, a closed one, one that was moved before
 */
function takePorts(
  channel: string,
  transfer: readonly Transferable[],
  platform: PortPlatform,
): readonly Port[] {
  if (!Array.isArray(transfer)) throw invalid(channel, 'the transfer list must be an array.');
  const list = transfer as readonly Transferable[];
  list.forEach((item, index) => {
    if (!isPort(item) && !(item instanceof ArrayBuffer))
      throw invalid(channel, `transfer[${index}] is no MessagePort.`);
    if (list.indexOf(item) !== index)
      throw invalid(channel, `transfer[${index}] is the same as transfer[${list.indexOf(item)}].`);
  });
  try {
    return platform.take(list.filter(isPort));
  } catch (cause) {
    if (cause instanceof CulvertError) throw invalid(channel, cause.message, cause);
    throw invalid(channel, 'a port is closed, or was moved before: send it once, while it is open.', cause);
  }
}

/** Nobody will take these: their other ends hear that they are closed, instead of waiting for ever. */
export function closePorts({ ports = [] }: Body): void {
  for (const port of ports as readonly MessagePortLike[]) port.close();
}

const standardPorts: PortPlatform = {
  channelName: 'MessageChannel',
  create() {
    if (runtime.MessageChannel === undefined) return undefined;
    const { port1, port2 } = new runtime.MessageChannel();
    return [port1, port2];
  },
  take: (list) => runtime.structuredClone(list, { transfer: list }) as readonly Port[],
};

/** The ports that this connection moves; the standard's, where its transport says nothing else. */
export function platformOf(connection?: {
  readonly transport: Pick<Transport, 'portPlatform'>;
}): PortPlatform {
  return connection?.transport.portPlatform ?? standardPorts;
}

function isPort(value: unknown): value is MessagePortLike {
  const { postMessage, close } = (value ?? {}) as Partial<MessagePortLike>;
  return typeof postMessage === 'function' && typeof close === 'function';
}

function invalid(channel: string, text: string, cause?: unknown): CulvertError {
  return new CulvertError('ERR_CULVERT_INVALID_TRANSFER', `'${channel}': ${text}`, { cause });
}
