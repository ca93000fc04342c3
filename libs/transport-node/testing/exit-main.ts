import { writeSync } from 'node:fs';
import { createMain } from '@culvert/core';
import { createRenderer } from '@culvert/core';
import { childTransport, forkRenderer, parentTransport } from '../src/index.js';

// A main process that sends its messages to its child, and ends in the same turn. The child reports the
// messages.

const [, file = '', way = '', bytes = ''] = process.argv;

if (way === 'child') {
  const { ipcRenderer, status$ } = createRenderer(parentTransport());
  const heard: unknown[] = [];
  ipcRenderer.on('log', (_event, value: string) => heard.push(value.length > 10 ? value.length : value));
  status$.subscribe({ complete: () => writeSync(1, `${JSON.stringify(heard)}\n`) });
  ipcRenderer.send('ready');
} else {
  const main = createMain();
  const child = forkRenderer(file, ['child']);
  const webContents = main.connect(childTransport(child));
  const say = (): void => {
    webContents.send('log', 'first');
    webContents.send('log', 'x'.repeat(Number(bytes)));
    webContents.send('log', 'last');
  };
  main.ipcMain.on('ready', () => {
    if (way === 'listener') process.on('exit', say);
    else say();
    if (way === 'close') void main.close();
    // The process ends at once, so there is no `'exit'`.
    if (way === 'killed behind close') {
      void main.close().then(() => process.kill(process.pid, 'SIGKILL'));
      return;
    }
    if (way === 'error') throw new Error('Crash of main.');
    if (way === 'stopped child') child.kill('SIGSTOP');
    if (way === 'stopped child') process.on('exit', () => child.kill('SIGKILL'));
    process.exit();
  });
}
