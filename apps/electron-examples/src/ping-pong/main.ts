import { ipcMain } from 'electron';

ipcMain.on('ping', (event, count: number) => {
  console.log(`main: ping ${count}`);
  event.reply('pong', count);
});
