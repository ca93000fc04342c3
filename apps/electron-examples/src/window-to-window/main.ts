import { ipcMain, webContents, type WebContents } from 'electron';

const joined: WebContents[] = [];

ipcMain.on('join', ({ sender }) => {
  joined.push(sender);
  const [left, right] = joined;
  if (left === undefined || right === undefined) return;
  left.send('introduced', right.id);
  right.send('introduced', left.id);
});

// As Electron recommends it since there is no sendTo: through main, which knows who sends.
ipcMain.on('pass-on', (event, to: number, text: string) => {
  webContents.fromId(to)?.send('note', event.sender.id, text);
});
