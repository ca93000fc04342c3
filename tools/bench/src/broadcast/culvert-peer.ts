import { createRenderer } from '@culvert/core';
import { parentTransport } from '@culvert/transport-node';

const { ipcRenderer } = createRenderer(parentTransport());
let received = 0;
ipcRenderer.on('tick', () => received++);
ipcRenderer.on('received', () => ipcRenderer.send('received', received));
