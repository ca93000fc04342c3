export { electronTransport, type ElectronTransportOptions } from './lib/renderer/electron-transport.js';
