/** A main in a dedicated or shared worker. */
import { createMain, structured } from '@culvert/core';
import { serve } from '../src/index.js';

const main = createMain({ codec: structured });
const { ipcMain } = main;
const order: number[] = [];

ipcMain.on('note', (_event, n: number) => order.push(n));
ipcMain.on('note-sync', (event, n: number) => {
  order.push(n);
  event.returnValue = n;
});
ipcMain.handle('order', () => order);
ipcMain.handle('windows', (event) => ({
  ids: main.webContents.getAll().map(({ id }) => id),
  info: event.senderInfo,
}));
ipcMain.on('bytes', (event, size: number) => {
  event.returnValue = new Uint8Array(size).fill(7);
});
ipcMain.on('later', (event) => {
  event.reply('news', 1);
  setTimeout(() => (event.returnValue = 'at last'), 20);
});
ipcMain.on('silence', () => undefined);
ipcMain.on('close', () => setTimeout(() => void main.close(), 20));
main.webContents.created$.subscribe((webContents) => {
  webContents.once('destroyed', () => main.channel<number>('gone').next(webContents.id));
});

serve(main);
