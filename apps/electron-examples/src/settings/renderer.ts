import { ipcRenderer, type IpcRendererEvent } from 'electron';

// Read before the page shows anything, so that it does not flash in the wrong colours.
const theme = ipcRenderer.sendSync('read-setting', 'theme') as string;
console.log(`theme ${theme}, zoom ${ipcRenderer.sendSync('read-setting', 'zoom')}`);
console.log(`font ${JSON.stringify(ipcRenderer.sendSync('read-setting', 'font'))}`);

ipcRenderer.once('setting-changed', (_event: IpcRendererEvent, key: string, value: unknown) => {
  console.log(`${key} is now ${String(value)}`);
});

const count = (await ipcRenderer.invoke('write-setting', 'theme', 'light')) as number;
console.log(`${count} settings, theme ${ipcRenderer.sendSync('read-setting', 'theme')}`);

try {
  await ipcRenderer.invoke('write-setting', 'font', 'serif');
} catch (error) {
  console.log((error as Error).message);
}
