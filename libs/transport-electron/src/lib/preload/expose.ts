import { invalidArgument, type Frame, type Port } from '@culvert/protocol';
import { apiKeyOf, type Bridge, type BridgeHandlers } from '../bridge.js';
import { channelList } from '../channel-list.js';
import { withoutPorts, withPorts } from '../frame-ports.js';
import { SYNC, TO_MAIN, TO_RENDERER, type SyncAnswer, type ToMain, type ToRenderer } from '../native.js';
import { PortInbox, handOver, type PortTarget } from '../port-hand-over.js';
import { refusal, sift } from './filter-frame.js';

/** Options of `exposeCulvert`. */
export interface ExposeOptions {
  /**
   * The channels that the page may use, in both directions: names, and beginnings of names that end
   * in `*`. The names in `sendTo`, `sendToHost` and `openPort` count too. `[]` allows none.
   */
  readonly channels: readonly string[];
  /** The name on `window`. `electronTransport` needs the same name. Default: `'culvert'`. */
  readonly apiKey?: string | undefined;
}

/** The part of Electron that this preload script uses. */
export interface ElectronPreload {
  readonly contextBridge: { exposeInMainWorld(apiKey: string, api: unknown): void };
  readonly ipcRenderer: {
    on(channel: string, listener: (event: { readonly ports?: Port[] }, ...args: unknown[]) => void): unknown;
    send(channel: string, ...args: unknown[]): void;
    sendSync(channel: string, ...args: unknown[]): unknown;
    postMessage(channel: string, message: unknown, transfer?: Port[]): void;
  };
}

/**
 * The `ipcRenderer`s that have a bridge. A second bridge would close the ports of frames to the
 * first one, and their connections would end each other.
 */
const exposed = new WeakSet<object>();

/**
 * The bridge of one document. It has one connection at a time, because a window has one id.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` for wrong options, and for a second bridge
 */
export function expose(
  { contextBridge, ipcRenderer }: ElectronPreload,
  options: ExposeOptions,
  target: PortTarget = globalThis,
): void {
  const { channels = [], apiKey: name } = (options ?? {}) as Partial<ExposeOptions>;
  const isListed = channelList((options as ExposeOptions | null | undefined)?.channels);
  const apiKey = apiKeyOf('exposeCulvert', name);
  if (exposed.has(ipcRenderer))
    throw invalidArgument('exposeCulvert was called before in this document: list all channels in one call.');
  let current: Connection | undefined;

  const take = (connection: string): Connection | undefined =>
    current?.name === connection ? current : undefined;
  const post = (message: ToMain, ports: readonly Port[] = []): void => {
    if (ports.length === 0) ipcRenderer.send(TO_MAIN, message);
    else ipcRenderer.postMessage(TO_MAIN, message, [...ports]);
  };
  const end = (reason?: string): void => {
    const ended = current;
    current = undefined;
    ended?.inbox.close();
    ended?.handlers.closed(reason);
  };

  const bridge: Bridge = {
    channels: [...channels],
    open(handlers) {
      end();
      const name = newName();
      current = { name, handlers, inbox: new PortInbox(target, 'preload', name) };
      post({ type: 'open', connection: name });
      return name;
    },
    send(name, frame) {
      const connection = take(name);
      if (connection === undefined) return undefined;
      const ports = connection.inbox.take();
      const reason = refusal(withPorts(frame, ports), isListed);
      if (reason === undefined) post({ type: 'frame', connection: name, frame }, ports);
      else for (const port of ports) (port as MessagePort).close();
      return reason;
    },
    sendSync(name, frame, timeoutMs) {
      if (take(name) === undefined) return { type: 'closed' };
      const reason = refusal(frame, isListed);
      if (reason !== undefined) return { type: 'refused', reason };
      return readAnswer(ipcRenderer.sendSync(SYNC, { connection: name, frame, timeoutMs }));
    },
    close(name) {
      if (take(name) === undefined) return;
      end();
      post({ type: 'close', connection: name });
    },
  };

  // It throws if the window has that property already. The app may then try another name.
  contextBridge.exposeInMainWorld(apiKey, bridge);
  exposed.add(ipcRenderer);

  // One listener for the life of the document. Its event stays here, because `ipcRenderer` is on
  // it.
  ipcRenderer.on(TO_RENDERER, ({ ports = [] }, ...args) => {
    const message = args[0] as ToRenderer;
    const connection = take(message.connection);
    if (connection === undefined) for (const port of ports) (port as MessagePort).close();
    else if (message.type === 'close') end(message.reason);
    else deliver(connection, withPorts(message.frame, ports), ports);
  });

  function deliver({ name, handlers }: Connection, frame: Frame, ports: readonly Port[]): void {
    let sifted: ReturnType<typeof sift>;
    try {
      sifted = sift(frame, isListed);
    } catch {
      // As in a renderer without a list, one unreadable frame must not end the connection.
      for (const port of ports) (port as MessagePort).close();
      return;
    }
    const { listed, answers } = sifted;
    for (const answer of answers) post({ type: 'frame', connection: name, frame: answer });
    if (listed === undefined) return;
    handOver(target, 'page', name, listed.ports);
    handlers.frame(withoutPorts(listed.frame, listed.ports.length));
  }
}

interface Connection {
  readonly name: string;
  readonly handlers: BridgeHandlers;
  readonly inbox: PortInbox;
}

/** Unlike `crypto.randomUUID`, this also works in documents that are not a secure context. */
function newName(): string {
  const numbers = globalThis.crypto.getRandomValues(new Uint32Array(4));
  return Array.from(numbers, (number) => number.toString(36)).join('-');
}

/** If main does not listen, Electron returns another value, or none. */
function readAnswer(value: unknown): SyncAnswer {
  const { type } = (value ?? {}) as Partial<SyncAnswer>;
  return typeof type === 'string' ? (value as SyncAnswer) : { type: 'closed' };
}
