import type { Body, Port } from '@culvert/protocol';

/** What a platform can move instead of copying, `MessagePort` and `ArrayBuffer` among others. */
export type Transferable = object;

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
  readonly transport: { readonly portPlatform?: PortPlatform };
}): PortPlatform {
  return connection?.transport.portPlatform ?? standardPorts;
}

export function isPort(value: unknown): value is MessagePortLike {
  const { postMessage, close } = (value ?? {}) as Partial<MessagePortLike>;
  return typeof postMessage === 'function' && typeof close === 'function';
}
