import { fileURLToPath } from 'node:url';
import { createMain } from '@culvert/core';
import { expose } from '@culvert/core/contract';
import { attachElectron } from '@culvert/transport-electron/main';
import { app, BrowserWindow, ipcMain, MessageChannelMain, webContents } from 'electron';
import { finalize, map, timer } from 'rxjs';
import { system } from './contract.js';

const main = createMain();
// Before the first window loads: Electron drops messages that have no listener yet.
attachElectron(main, { ipcMain, webContents, MessageChannelMain });

expose(main, system, {
  memory({ every }, { sender }) {
    console.log(`main: page ${sender.id} watches the memory`);
    return timer(0, every).pipe(
      map(() => Math.round(process.memoryUsage.rss() / 2 ** 20)),
      finalize(() => console.log(`main: page ${sender.id} has left`)),
    );
  },
});

function openWindow() {
  const preload = fileURLToPath(new URL('./preload.cjs', import.meta.url));
  const window = new BrowserWindow({ webPreferences: { preload } });
  return window.loadFile('index.html');
}

// No `await` here: Electron is not ready before this module has run to its end.
void app.whenReady().then(openWindow);
app.on('window-all-closed', () => app.quit());
