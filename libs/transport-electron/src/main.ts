export { attachElectron, type AttachOptions, type ElectronAttachment } from './lib/main/attach-electron.js';
export type {
  ElectronMain,
  IpcEventLike,
  MessageChannelMainLike,
  MessagePortMainLike,
  WebContentsLike,
  WebFrameLike,
} from './lib/main/electron-types.js';
