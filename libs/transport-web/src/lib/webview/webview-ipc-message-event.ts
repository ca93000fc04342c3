/**
 * A message that a guest has sent by `ipcRenderer.sendToHost`. This is Electron's `IpcMessageEvent`
 * without `frameId`: a guest has only one frame that can send.
 *
 * @example
 * webview.addEventListener('ipc-message', ({ channel, args }) => console.log(channel, args));
 */
export class WebviewIpcMessageEvent extends Event {
  /** The channel that the guest has named. */
  readonly channel: string;
  /** The arguments of the guest. */
  readonly args: readonly unknown[];

  constructor(channel: string, args: readonly unknown[]) {
    super('ipc-message');
    this.channel = channel;
    this.args = args;
  }
}
