import { EventEmitter } from 'events';
import { checkChannel } from '../emitters/check-arguments.js';
import { RPC_HOST, type HasRpcHost, type RpcHost } from '../rpc/rpc-host.js';
import { emitRemote } from '../emitters/emit-remote.js';
import { MainIpc } from './ipc-main.js';
import type { IpcMain, WebContents } from '../emitters/ipc-types.js';
import type { Transferable } from '../transport/message-port.js';

/** A WebContents uses this part of main. */
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

  /** Created on first use: most windows never need one. */
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

  /** For main only: `ipc`, if code has used it. @internal */
  get usedIpc(): MainIpc | undefined {
    return this.#ipc;
  }

  /** For main only: sets the host that its newest connection names. @internal */
  embed(hostId: number | undefined): void {
    this.#hostId = hostId;
  }

  /**
   * For main only: the renderer is gone and does not return.
   *
   * @param later runs the task that tells the listeners, when main can process their requests
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
