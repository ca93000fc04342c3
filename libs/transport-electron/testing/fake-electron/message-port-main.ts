import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';

/**
 * `MessagePortMain` over a port of Node: an emitter of `{ data, ports }` that keeps what comes until `start()`, and
 * can be moved, but not cloned. As in Electron's `lib/browser/message-port-main.ts`.
 */
export class MessagePortMain extends EventEmitter {
  readonly #port: MessagePort;
  #isMoved = false;
  #isStarted = false;

  constructor(port: MessagePort) {
    super();
    this.#port = port;
    port.on('close', () => this.emit('close'));
    // Whoever waits for a port alone would not keep a main process alive.
    port.unref();
  }

  start(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    this.#port.addEventListener('message', (event) => {
      const { data, ports } = event as unknown as PortEvent;
      this.emit('message', { data, ports: ports.map((port) => new MessagePortMain(port)) });
    });
    this.#port.start();
    this.#port.unref();
  }

  close(): void {
    this.#port.close();
  }

  postMessage(data: unknown, transfer: MessagePortMain[] = []): void {
    this.#port.postMessage(data, [...takePorts(transfer)]);
  }

  /** What a message that moves it carries. */
  static take(port: MessagePortMain, index: number): MessagePort {
    if (port.#isMoved) throw new TypeError(`Port at index ${index} is already neutered`);
    port.#isMoved = true;
    port.#port.removeAllListeners();
    return port.#port;
  }
}

/** Of Node's own ports, which the typings of the DOM know nothing of. */
interface PortEvent {
  readonly data: unknown;
  readonly ports: readonly MessagePort[];
}

/** @throws TypeError as Electron's, for what is no port of its own or was moved before */
export function takePorts(transfer: readonly unknown[]): readonly MessagePort[] {
  return transfer.map((port, index) => {
    if (!(port instanceof MessagePortMain)) throw new TypeError(`Port at index ${index} is not a valid port`);
    return MessagePortMain.take(port, index);
  });
}

export class MessageChannelMain {
  readonly port1: MessagePortMain;
  readonly port2: MessagePortMain;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new MessagePortMain(port1);
    this.port2 = new MessagePortMain(port2);
  }
}
