import { createRenderer } from '@culvert/core';
import { parentTransport } from '../src/index.js';

// A renderer that reads and counts. On request it reads nothing for some ms.
const { ipcRenderer } = createRenderer(parentTransport());
let heard = 0;
ipcRenderer.on('flood', () => heard++);
ipcRenderer.on('how many', () => ipcRenderer.send('so many', heard));
ipcRenderer.on('ping', (_event, n: number) => ipcRenderer.send('pong', n));
ipcRenderer.on('block', (_event, ms: number) => {
  ipcRenderer.sendSync('blocks');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
});
