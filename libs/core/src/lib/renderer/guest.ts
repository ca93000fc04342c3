import type { Guest, IpcRenderer } from '../emitters/ipc-types.js';
import { ListeningEmitter } from '../emitters/listening-emitter.js';

/** The host's side of one guest. */
export class WebviewGuest extends ListeningEmitter implements Guest {
  readonly id: number;
  readonly #ipcRenderer: IpcRenderer;

  /** @param heard is called when a listener is attached */
  constructor(id: number, ipcRenderer: IpcRenderer, heard: () => void) {
    super(heard);
    this.id = id;
    this.#ipcRenderer = ipcRenderer;
  }

  send(channel: string, ...args: unknown[]): void {
    this.#ipcRenderer.sendTo(this.id, channel, ...args);
  }
}
