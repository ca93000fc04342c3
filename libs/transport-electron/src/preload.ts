/**
 * The part for the preload script of a window.
 *
 * @module @culvert/transport-electron/preload
 */
import { contextBridge, ipcRenderer } from 'electron';
import { expose, type ExposeOptions } from './lib/preload/expose.js';

export type { ExposeOptions } from './lib/preload/expose.js';

/**
 * Lets the page of this preload script use Culvert, on the channels of an allow-list only. The page
 * uses `electronTransport()`. Context isolation and the sandbox stay on. Bundle the script: a
 * sandboxed script can `require` only `electron`.
 *
 * @throws TypeError `ERR_CULVERT_INVALID_ARGUMENT` without a list, for a wrong `apiKey`, and for a second call in one
 * document
 * @example
 * exposeCulvert({ channels: ['settings', 'samples', 'files/*'] });
 */
export function exposeCulvert(options: ExposeOptions): void {
  expose({ contextBridge, ipcRenderer }, options);
}
