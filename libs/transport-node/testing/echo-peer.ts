import { createRenderer } from '@culvert/core';
import { parentTransport } from '../src/index.js';

// An honest renderer: it returns each message.

const { ipcRenderer } = createRenderer(parentTransport());
ipcRenderer.on('ping', (_event, ...args) => ipcRenderer.send('pong', ...args));
ipcRenderer.on('block', () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
