import { checkChannel, checkWebContentsId } from '../emitters/check-arguments.js';
import type { IpcRenderer } from '../emitters/ipc-types.js';
import { ListeningEmitter } from '../emitters/listening-emitter.js';
import type { Requests } from './requests.js';
import { buffersOf, withTransfer } from '../transport/transfer-list.js';
import type { RendererWire } from './renderer-wire.js';
import { sendSync } from './send-sync.js';
import type { Transferable } from '../transport/message-port.js';

/** `ipcRenderer`: a real EventEmitter with methods that send messages to main and other renderers. */
export class RendererIpc extends ListeningEmitter implements IpcRenderer {
  readonly #wire: RendererWire;
  readonly #requests: Requests;

  /** @param heard is called when a listener is attached */
  constructor(wire: RendererWire, requests: Requests, heard: (channel: string) => void) {
    super((name) => {
      if (typeof name === 'string') heard(name);
    });
    this.#wire = wire;
    this.#requests = requests;
  }

  send(channel: string, ...args: unknown[]): void {
    checkChannel(channel);
    this.#wire.post({ kind: 'send', channel }, this.#wire.encode(channel, args));
  }

  sendSync(channel: string, ...args: unknown[]): unknown {
    checkChannel(channel);
    return sendSync(this.#wire, channel, args);
  }

  sendTo(webContentsId: number, channel: string, ...args: unknown[]): void {
    checkWebContentsId(webContentsId);
    checkChannel(channel);
    this.#wire.post({ kind: 'sendTo', to: webContentsId, channel }, this.#wire.encode(channel, args));
  }

  sendToHost(channel: string, ...args: unknown[]): void {
    checkChannel(channel);
    this.#wire.post({ kind: 'sendToHost', channel }, this.#wire.encode(channel, args));
  }

  invoke(channel: string, ...args: unknown[]): Promise<unknown> {
    checkChannel(channel);
    return this.#requests.invoke(channel, args);
  }

  postMessage(channel: string, message: unknown, transfer: readonly Transferable[] = []): void {
    checkChannel(channel);
    const body = this.#wire.encode(channel, [message], buffersOf(transfer));
    this.#wire.post({ kind: 'send', channel }, withTransfer(body, channel, transfer, this.#wire.transport));
  }
}
