import { invalidArgument } from '@culvert/protocol';
import { EventEmitter } from 'events';
import { checkChannel, refusePorts } from './arguments.js';
import type { IpcRenderer } from './ipc-types.js';
import type { RendererEndpoint } from './renderer.js';
import type { Transferable } from './transport.js';

/** `ipcRenderer`: a real EventEmitter whose sending methods go to the wire. */
export class RendererIpc extends EventEmitter implements IpcRenderer {
  readonly #endpoint: RendererEndpoint;

  constructor(endpoint: RendererEndpoint) {
    super();
    this.#endpoint = endpoint;
  }

  send(channel: string, ...args: unknown[]): void {
    checkChannel(channel);
    this.#endpoint.post({ kind: 'send', channel }, this.#endpoint.encode(channel, args));
  }

  sendSync(channel: string, ...args: unknown[]): unknown {
    checkChannel(channel);
    return this.#endpoint.sendSync(channel, args);
  }

  sendTo(webContentsId: number, channel: string, ...args: unknown[]): void {
    if (!Number.isSafeInteger(webContentsId)) throw invalidArgument('The webContents id must be an integer.');
    checkChannel(channel);
    this.#endpoint.post({ kind: 'sendTo', to: webContentsId, channel }, this.#endpoint.encode(channel, args));
  }

  sendToHost(channel: string, ...args: unknown[]): void {
    checkChannel(channel);
    this.#endpoint.post({ kind: 'sendToHost', channel }, this.#endpoint.encode(channel, args));
  }

  invoke(channel: string, ...args: unknown[]): Promise<unknown> {
    checkChannel(channel);
    return this.#endpoint.calls.invoke(channel, args);
  }

  postMessage(channel: string, message: unknown, transfer?: readonly Transferable[]): void {
    checkChannel(channel);
    refusePorts(channel, transfer);
    this.send(channel, message);
  }
}
