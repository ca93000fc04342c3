/**
 * The names of Electron's module, for code that imports them from 'electron'.
 *
 * @module @culvert/core/electron
 */
export {
  installElectron,
  ipcMain,
  ipcRenderer,
  webContents,
  type ElectronBindings,
  type ElectronWebContents,
} from './install-electron.js';
export type * from '../lib/emitters/ipc-types.js';
