/** Compiles the structural types of Electron against Electron's own typings. Nothing here runs. */
import type { Main, WebContents } from '@culvert/core';
import Electron, { ipcMain, MessageChannelMain, webContents } from 'electron';
import * as electronMain from 'electron/main';
import { contextBridge, ipcRenderer } from 'electron/renderer';
import {
  attachElectron,
  type ElectronAttachment,
  type IpcEventLike,
  type MessagePortMainLike,
  type WebContentsLike,
  type WebFrameLike,
} from '../main.js';
import { exposeCulvert } from '../preload.js';
import { electronTransport } from '../renderer.js';
import type { ElectronPreload } from './preload/expose.js';

declare const main: Main;
declare const contents: WebContents;
declare const frame: Electron.WebFrameMain;
declare const port: Electron.MessagePortMain;
declare const event: Electron.IpcMainEvent;

// Main: the modules by name, the whole `electron`, and a call without the part that only ports
// need.
attachElectron(main, { ipcMain, webContents });
attachElectron(main, { ipcMain, webContents, MessageChannelMain });
attachElectron(main, electronMain);
export const attachment: ElectronAttachment<Electron.WebContents> = attachElectron(main, Electron, {
  origins: ['app://bundle'],
  validateSender: (sender: Electron.WebFrameMain) => sender.parent === null && sender.name === '',
  hostOf: (guest) => guest.hostWebContents ?? Electron.webContents.getFocusedWebContents(),
});
export const focused: WebContents | undefined = attachment.fromElectron(webContents.getFocusedWebContents());
export const electronContents: Electron.WebContents | undefined = attachment.toElectron(contents);

export const asFrame: WebFrameLike = frame;
export const asContents: WebContentsLike = webContents.fromId(1)!;
export const asPort: MessagePortMainLike = port;
export const asEvent: IpcEventLike = event;

// Preload and renderer.
export const asPreload: ElectronPreload = { contextBridge, ipcRenderer };
exposeCulvert({ channels: ['settings', 'files/*'], apiKey: 'culvert' });
electronTransport({ apiKey: 'culvert' });

// An option that may be left out may be `undefined`.
declare const text: string | undefined;
attachElectron(main, electronMain, { origins: undefined });
exposeCulvert({ channels: [], apiKey: text });
electronTransport({ apiKey: text });

// Wrong uses are still errors.
// @ts-expect-error There is no main without ipcMain.
attachElectron(main, { webContents });
// @ts-expect-error It must decide synchronously.
attachElectron(main, { ipcMain, webContents }, { validateSender: async () => true });
// @ts-expect-error Without a list nothing is allowed.
exposeCulvert({});
