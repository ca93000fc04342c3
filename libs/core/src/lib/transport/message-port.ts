import type { Body, Port } from '@culvert/protocol';

/** An object that a platform can transfer instead of copying, such as a `MessagePort` or an `ArrayBuffer`. */
export type Transferable = object;

/** Creates the ports of a platform, and detaches them from their owner. Ports of one platform can be joined. */
export interface PortPlatform {
  /** The name of the class that `create` uses, for error texts. */
  readonly channelName: string;
  /** Creates the two ends of a new channel, or returns `undefined` if the platform cannot. */
  create(): readonly [Port, Port] | undefined;
  /**
   * Detaches the ports of a transfer list from their owner, in order. Each entry of the list is a port of some platform,
   * and appears once.
   *
   * @throws CulvertError that names the fault of a port
   */
  take(transfer: readonly Transferable[]): readonly Port[];
}

/** Globals of Node, browsers and workers. Neutral code compiles without the typings that declare them. */
interface PortGlobals {
  structuredClone(value: unknown, options: { readonly transfer: readonly Transferable[] }): unknown;
  readonly MessageChannel?: new () => { readonly port1: Port; readonly port2: Port };
}

const runtime = globalThis as unknown as PortGlobals;

/**
 * The common part of a `MessagePort` of Node, of pages and of workers. Cast it to the platform's own type for more.
 *
 * @example
 * ipcMain.on('channel', ({ ports: [port] }) => {
 *   port.onmessage = ({ data }) => port.postMessage(data);
 * });
 */
export interface MessagePortLike {
  /** Sends one value. This call detaches the ports and buffers of the list. */
  postMessage(message: unknown, transfer?: readonly Transferable[]): void;
  /** Begins delivery. Setting `onmessage` does so, too. */
  start(): void;
  /** Ends both ends of the channel. */
  close(): void;
  /** The listener for messages. Setting it begins delivery. */
  onmessage: ((event: { readonly data: unknown }) => void) | null;
}

/** The page's own `MessagePort` if its typings are present. Otherwise the common part of the ports of all platforms. */
export type RendererPort = typeof globalThis extends {
  onmessage: unknown;
  MessagePort: { prototype: infer PagePort };
}
  ? PagePort
  : MessagePortLike;

/** Closes ports without a receiver. Their other ends get a close event, instead of waiting without end. */
export function closePorts({ ports = [] }: Pick<Body, 'ports'>): void {
  for (const port of ports as readonly MessagePortLike[]) port.close();
}

/**
 * Takes ports or buffers from their owner at once, as `postMessage` does.
 *
 * @returns the same ports or buffers, in order, for a new owner
 * @throws DOMException `DataCloneError` for an item that cannot be transferred
 */
export function transferOut<T extends Transferable>(list: readonly T[]): readonly T[] {
  return runtime.structuredClone(list, { transfer: list }) as readonly T[];
}

const standardPorts: PortPlatform = {
  channelName: 'MessageChannel',
  create() {
    if (runtime.MessageChannel === undefined) return undefined;
    const { port1, port2 } = new runtime.MessageChannel();
    return [port1, port2];
  },
  take: (list) => transferOut<Port>(list),
};

/** The kind of ports that this connection transfers. By default, those of the web standard. */
export function platformOf(connection?: {
  readonly transport: { readonly portPlatform?: PortPlatform };
}): PortPlatform {
  return connection?.transport.portPlatform ?? standardPorts;
}
