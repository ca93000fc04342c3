import { ipcRenderer } from 'electron';

ipcRenderer.on('introduced', (_event, other: number) => {
  ipcRenderer.send('pass-on', other, 'hello');
});
ipcRenderer.on('note', (_event, from: number, text: string) => {
  console.log(`note: ${text}`);
  if (text === 'hello') ipcRenderer.send('pass-on', from, 'hello to you');
});
ipcRenderer.send('join');
