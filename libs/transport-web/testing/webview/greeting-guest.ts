/** A guest that says hello, and reloads when it is told to. */
import { createRenderer } from '@culvert/core';
import { parentTransport } from '../../src/lib/port/parent-transport.js';

const { ipcRenderer } = createRenderer(parentTransport());
ipcRenderer.on('reload', () => location.reload());
ipcRenderer.sendToHost('hello');
