/**
 * A message that a guest has sent by `ipcRenderer.sendToHost`. This is Electron's `IpcMessageEvent`
 * without `frameId`: a guest has only one frame that can send.
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
