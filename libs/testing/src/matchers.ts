/**
 * Matchers for `expect` of Jest and Vitest, within `runIpc` and `runIpcAsync`.
 *
 * @module @culvert/testing/matchers
 */
export { ipcMatchers, type IpcMatcher, type IpcMatchers } from './lib/virtual/ipc-matchers.js';
