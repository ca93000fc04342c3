/**
 * The part for the page of a window.
 *
 * @module @culvert/transport-electron/renderer
 */
export { electronTransport, type ElectronTransportOptions } from './lib/renderer/electron-transport.js';
