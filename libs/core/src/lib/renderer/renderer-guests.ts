import { checkWebContentsId } from '../emitters/check-arguments.js';
import { WebviewGuest } from './guest.js';
import type { IpcRenderer } from '../emitters/ipc-types.js';
import { WeakValues } from '../runtime/weak-values.js';

/** The guests that the app has requested by id. Each exists for as long as code holds it or listens to it. */
export class RendererGuests {
  private readonly guests = new WeakValues<number, WebviewGuest>();
  /** Guests that have listeners, or had them. */
  private readonly heard = new Map<number, WebviewGuest>();
  private readonly ipcRenderer: IpcRenderer;

  constructor(ipcRenderer: IpcRenderer) {
    this.ipcRenderer = ipcRenderer;
  }

  get(id: number): WebviewGuest {
    checkWebContentsId(id);
    const present = this.find(id);
    if (present !== undefined) return present;
    const guest: WebviewGuest = new WebviewGuest(id, this.ipcRenderer, () => this.heard.set(id, guest));
    this.guests.set(id, guest);
    return guest;
  }

  find(id: number): WebviewGuest | undefined {
    return this.heard.get(id) ?? this.guests.get(id);
  }

  delete(id: number): void {
    this.heard.delete(id);
    this.guests.delete(id);
  }
}
