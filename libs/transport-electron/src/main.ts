/**
 * The windows of Electron as renderers: the part for Electron's main process.
 *
 * @module @culvert/transport-electron/main
 */
export { attachElectron, type ElectronAttachment } from './lib/main/attach-electron.js';
export type { AttachOptions } from './lib/main/attach-options.js';
export type {
  ElectronMain,
  IpcEventLike,
  MessageChannelMainLike,
  MessagePortMainLike,
  WebContentsEvent,
  WebContentsLike,
  WebFrameLike,
} from './lib/main/electron-types.js';
