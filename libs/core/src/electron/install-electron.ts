import { CulvertError, checkObject, invalidArgument } from '@culvert/protocol';
import type { IpcMain, IpcRenderer, WebContents } from '../lib/emitters/ipc-types.js';
import type { Main } from '../lib/main/main.js';
import type { Renderer } from '../lib/renderer/renderer.js';
import { lateBound } from './late-bound.js';

/** The objects behind the names of Electron's module in this process. */
export interface ElectronBindings {
  /** For `ipcMain` and `webContents`. */
  readonly main?: Main;
  /** For `ipcRenderer`. */
  readonly renderer?: Renderer;
}

/** Electron's `webContents`, with the members that apply here. */
export interface ElectronWebContents {
  /** The renderer with this id, or `undefined` if it is gone. */
  fromId(id: number): WebContents | undefined;
  /** All renderers that are connected, or that may return. */
  getAllWebContents(): WebContents[];
}

let main: Main | undefined;
let renderer: Renderer | undefined;

const unbound = {
  ipcRenderer: lateBound<IpcRenderer>(() => installed('ipcRenderer', 'renderer', renderer).ipcRenderer),
  ipcMain: lateBound<IpcMain>(() => installed('ipcMain', 'main', main).ipcMain),
  webContents: lateBound<ElectronWebContents>(() => webContentsOf(installed('webContents', 'main', main))),
};

/** The renderer's, after `installElectron`. @see https://www.electronjs.org/docs/latest/api/ipc-renderer */
export let ipcRenderer: IpcRenderer = unbound.ipcRenderer;
/** Main's, after `installElectron`. @see https://www.electronjs.org/docs/latest/api/ipc-main */
export let ipcMain: IpcMain = unbound.ipcMain;
/** Main's, after `installElectron`. @see https://www.electronjs.org/docs/latest/api/web-contents */
export let webContents: ElectronWebContents = unbound.webContents;

/**
 * Binds `ipcRenderer`, `ipcMain` and `webContents` of this module to the app's own renderer or main. Call it once in
 * a process, before code that was written for Electron uses these names.
 *
 * @returns releases the names, for a test that needs others
 * @throws CulvertError `ERR_CULVERT_ALREADY_INSTALLED`
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` without a main or renderer, and for an object that is none
 *
 * @example
 * installElectron({ renderer: createRenderer(parentTransport()) });
 * await import('./written-for-electron.js');
 */
export function installElectron(bindings: ElectronBindings): () => void {
  checkObject('installElectron: bindings', bindings);
  const { main: newMain, renderer: newRenderer } = bindings;
  if (newMain === undefined && newRenderer === undefined)
    throw invalidArgument('installElectron needs { main }, { renderer } or both.');
  // Before anything is bound: after a refusal, an app may try again.
  if (newMain !== undefined) checkSide('main', main, newMain, 'ipcMain');
  if (newRenderer !== undefined) checkSide('renderer', renderer, newRenderer, 'ipcRenderer');
  bind(newMain ?? main, newRenderer ?? renderer);
  return () => {
    bind(main === newMain ? undefined : main, renderer === newRenderer ? undefined : renderer);
  };
}

function bind(newMain: Main | undefined, newRenderer: Renderer | undefined): void {
  main = newMain;
  renderer = newRenderer;
  ipcRenderer = renderer?.ipcRenderer ?? unbound.ipcRenderer;
  ipcMain = main?.ipcMain ?? unbound.ipcMain;
  webContents = main === undefined ? unbound.webContents : webContentsOf(main);
}

function webContentsOf({ webContents: windows }: Main): ElectronWebContents {
  return { fromId: (id) => windows.fromId(id), getAllWebContents: () => windows.getAll() };
}

function checkSide(
  side: keyof ElectronBindings,
  bound: object | undefined,
  given: object | null,
  emitter: 'ipcMain' | 'ipcRenderer',
): void {
  const { on } = ((given as Partial<Main & Renderer> | null)?.[emitter] ?? {}) as { readonly on?: unknown };
  if (typeof on !== 'function')
    throw invalidArgument(
      `installElectron: ${side} must be what ${side === 'main' ? 'createMain' : 'createRenderer'}() returned.`,
    );
  if (bound === undefined) return;
  throw new CulvertError(
    'ERR_CULVERT_ALREADY_INSTALLED',
    `installElectron({ ${side} }) was called before in this process: its names stand for one ${side}.`,
  );
}

function installed<T>(name: string, side: keyof ElectronBindings, bound: T | undefined): T {
  if (bound !== undefined) return bound;
  throw new CulvertError(
    'ERR_CULVERT_NOT_INSTALLED',
    `${name} stands for nothing yet: call installElectron({ ${side} }) of @culvert/core/electron before its first use.`,
  );
}
