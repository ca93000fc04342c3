import { EventEmitter } from 'events';
import { checkChannel } from '../emitters/check-arguments.js';
import { RPC_HOST, type HasRpcHost, type RpcHost } from '../rpc/rpc-host.js';
import { emitRemote } from '../emitters/emit-remote.js';
import { MainIpc } from './ipc-main.js';
import type { IpcMain, WebContents } from '../emitters/ipc-types.js';
import type { Transferable } from '../transport/message-port.js';

/** What a WebContents needs of main. */
export interface WebContentsHost {
  sendTo(id: number, channel: string, args: readonly unknown[], transfer?: readonly Transferable[]): void;
  find(id: number): WebContents | undefined;
  rpcHost(id: number): RpcHost;
}

/** A renderer as main sees it, from its first connection until it is destroyed. */
export class MainWebContents extends EventEmitter implements WebContents, HasRpcHost {
  readonly id: number;
  readonly #host: WebContentsHost;
  #hostId: number | undefined;
  #destroyed = false;
  #ipc: MainIpc | undefined;

  constructor(id: number, host: WebContentsHost) {
    super();
    this.id = id;
    this.#host = host;
  }

  get hostWebContents(): WebContents | undefined {
    return this.#hostId === undefined ? undefined : this.#host.find(this.#hostId);
  }

  /** Made when it is first asked for: most windows never need one. */
  get ipc(): IpcMain {
    return (this.#ipc ??= new MainIpc());
  }

  send(channel: string, ...args: unknown[]): void {
    checkChannel(channel, 'Missing required channel argument');
    this.#host.sendTo(this.id, channel, args);
  }

  postMessage(channel: string, message: unknown, transfer?: readonly Transferable[]): void {
    checkChannel(channel, 'Missing required channel argument');
    this.#host.sendTo(this.id, channel, [message], transfer);
  }

  /** For `wrap`. @internal */
  [RPC_HOST](): RpcHost {
    return this.#host.rpcHost(this.id);
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  /** Main's alone: `ipc`, where anybody has asked for it. @internal */
  get usedIpc(): MainIpc | undefined {
    return this.#ipc;
  }

  /** Main's alone: where its newest connection says that it is embedded. @internal */
  embed(hostId: number | undefined): void {
    this.#hostId = hostId;
  }

  /**
   * Main's alone: the renderer is gone and does not return.
   *
   * @param later runs what tells the listeners, when main can take what they do
   * @internal
   */
  destroy(later: (task: () => void) => void): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    later(() => {
      emitRemote(this, 'destroyed');
      this.removeAllListeners();
      this.#ipc?.clear();
    });
  }
}
