import { EventEmitter } from 'events';
import type { Guest, IpcRenderer } from './ipc-types.js';

/** The host's side of one guest. */
export class WebviewGuest extends EventEmitter implements Guest {
  readonly id: number;
  readonly #ipcRenderer: IpcRenderer;

  constructor(id: number, ipcRenderer: IpcRenderer) {
    super();
    this.id = id;
    this.#ipcRenderer = ipcRenderer;
  }

  send(channel: string, ...args: unknown[]): void {
    this.#ipcRenderer.sendTo(this.id, channel, ...args);
  }
}
