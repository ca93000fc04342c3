/** A guest that says hello, and reloads on request. */
import { createRenderer } from '@culvert/core';
import { parentTransport } from '../../src/lib/port/parent-transport.js';

const { ipcRenderer } = createRenderer(parentTransport());
ipcRenderer.on('reload', () => location.reload());
ipcRenderer.sendToHost('hello');
