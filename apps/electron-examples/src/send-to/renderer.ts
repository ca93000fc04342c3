import { ipcRenderer } from 'electron';

ipcRenderer.on('introduced', (_event, other: number) => {
  ipcRenderer.sendTo(other, 'note', 'hello');
});
ipcRenderer.on('note', (event, text: string) => {
  console.log(`note: ${text}`);
  if (text === 'hello') event.sender.sendTo(event.senderId, 'note', 'hello to you');
});
ipcRenderer.send('join');
