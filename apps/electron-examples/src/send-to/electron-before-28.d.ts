declare namespace Electron {
  interface IpcRenderer {
    sendTo(webContentsId: number, channel: string, ...args: unknown[]): void;
  }
  interface IpcRendererEvent {
    readonly senderId: number;
  }
}
