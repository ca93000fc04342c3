import { ipcMain, type IpcMainEvent, type IpcMainInvokeEvent } from 'electron';

const settings = new Map<string, unknown>([
  ['theme', 'dark'],
  ['zoom', 1.25],
]);

function read(event: IpcMainEvent, key: string): void {
  event.returnValue = settings.get(key) ?? null;
}

function write(event: IpcMainInvokeEvent, key: string, value: unknown): number {
  if (!settings.has(key)) throw new RangeError(`there is no setting '${key}'`);
  settings.set(key, value);
  event.sender.send('setting-changed', key, value);
  return settings.size;
}

ipcMain.on('read-setting', read);
ipcMain.handle('write-setting', write);
