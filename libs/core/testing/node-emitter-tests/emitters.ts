import { EventEmitter } from 'events';
import { Subject } from 'rxjs';
import { createMain, createMemoryLink, createRenderer, toEventEmitter } from '../../src/index.js';

/** Creates each public emitter, a fresh one for each call, and the emitters of the comparison. */
export const emitters = {
  'EventEmitter itself': () => new EventEmitter(),
  ipcRenderer: () => createRenderer(createMemoryLink()[1]).ipcRenderer,
  ipcMain: () => createMain().ipcMain,
  'ipcMain without its guard': () => createMain().ipcMain.removeAllListeners(),
  webContents: () => createMain().connect(createMemoryLink()[0]),
  guest: () => createRenderer(createMemoryLink()[1]).guest(1),
  toEventEmitter: () => toEventEmitter(new Subject()),
} satisfies Record<string, () => EventEmitter>;

export type EmitterName = keyof typeof emitters;
