import { ipcRenderer } from 'electron';

ipcRenderer.on('pong', (event, count: number) => {
  console.log(`renderer: pong ${count}`);
  if (count < 3) event.sender.send('ping', count + 1);
});
ipcRenderer.send('ping', 1);
