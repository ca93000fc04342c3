/**
 * What a guest has sent by `ipcRenderer.sendToHost`. Electron's `IpcMessageEvent`, without its `frameId`: a guest has
 * one frame that can send.
 */
export class WebviewIpcMessageEvent extends Event {
  readonly channel: string;
  readonly args: readonly unknown[];

  constructor(channel: string, args: readonly unknown[]) {
    super('ipc-message');
    this.channel = channel;
    this.args = args;
  }
}
