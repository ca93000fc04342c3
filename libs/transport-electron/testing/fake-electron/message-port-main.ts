import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';

/**
 * `MessagePortMain` over a port of Node: an emitter of `{ data, ports }`. It holds messages until
 * `start()`, and can be transferred, but not cloned. As in Electron's
 * `lib/browser/message-port-main.ts`.
 */
export class MessagePortMain extends EventEmitter {
  readonly #port: MessagePort;
  #isTransferred = false;
  #isStarted = false;

  constructor(port: MessagePort) {
    super();
    this.#port = port;
    port.on('close', () => this.emit('close'));
    // A main process that only waits for a port must be able to exit.
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

  /** Takes the port out, for the message that transfers it. */
  static take(port: MessagePortMain, index: number): MessagePort {
    if (port.#isTransferred) throw new TypeError(`Port at index ${index} is already neutered`);
    port.#isTransferred = true;
    port.#port.removeAllListeners();
    return port.#port;
  }
}

/** The event of Node's own ports, which the DOM typings do not describe. */
interface PortEvent {
  readonly data: unknown;
  readonly ports: readonly MessagePort[];
}

/** @throws TypeError as in Electron, for a value that is not its port, or was transferred before */
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
