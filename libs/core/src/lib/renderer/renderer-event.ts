import type { IpcRenderer, IpcRendererEvent } from '../emitters/ipc-types.js';
import type { RendererPort } from '../transport/message-port.js';

/** The event of one message that arrived at a renderer. */
export class RendererEvent implements IpcRendererEvent {
  readonly sender: IpcRenderer;
  readonly senderId: number;
  readonly ports: RendererPort[];

  constructor(sender: IpcRenderer, senderId: number, ports: RendererPort[]) {
    this.sender = sender;
    this.senderId = senderId;
    this.ports = ports;
  }

  get defaultPrevented(): boolean {
    return false;
  }

  preventDefault(): void {
    // A message has no default action to prevent.
  }
}
