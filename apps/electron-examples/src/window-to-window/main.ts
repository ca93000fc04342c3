import { ipcMain, webContents, type WebContents } from 'electron';

const joined: WebContents[] = [];

ipcMain.on('join', ({ sender }) => {
  joined.push(sender);
  const [left, right] = joined;
  if (left === undefined || right === undefined) return;
  left.send('introduced', right.id);
  right.send('introduced', left.id);
});

// Electron recommends this way since sendTo was removed: through main, which knows the sender.
ipcMain.on('pass-on', (event, to: number, text: string) => {
  webContents.fromId(to)?.send('note', event.sender.id, text);
});
