import type { IpcMainEvent, Main } from '@culvert/core';

/** One message as an `ipcMain` listener got it. */
export interface Received {
  readonly event: IpcMainEvent;
  readonly args: readonly unknown[];
}

/** The next `count` messages on a channel of ipcMain. Listens from the call on. */
export function received(main: Main, channel: string, count = 1): Promise<Received[]> {
  return new Promise((resolve) => {
    const messages: Received[] = [];
    const listener = (event: IpcMainEvent, ...args: unknown[]): void => {
      messages.push({ event, args });
      if (messages.length < count) return;
      main.ipcMain.removeListener(channel, listener);
      resolve(messages);
    };
    main.ipcMain.on(channel, listener);
  });
}
