import { ipcMain, type WebContents } from 'electron';

const joined: WebContents[] = [];

ipcMain.on('join', ({ sender }) => {
  joined.push(sender);
  const [left, right] = joined;
  if (left === undefined || right === undefined) return;
  left.send('introduced', right.id);
  right.send('introduced', left.id);
});

ipcMain.on('note', () => console.log('main must not see what goes from window to window'));
