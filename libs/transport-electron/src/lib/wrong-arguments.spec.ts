import { createMain } from '@culvert/core';
import { attachElectron } from './main/attach-electron.js';
import { expose } from './preload/expose.js';
import { electronTransport } from './renderer/electron-transport.js';

/** As code without types calls it. */
type Untyped = (...args: unknown[]) => unknown;

function untyped(callee: unknown): Untyped {
  return callee as Untyped;
}

const main = createMain();
const electron = { ipcMain: { on() {} }, webContents: { fromId() {} } };

describe('a wrong argument', () => {
  it.each([
    ['attachElectron()', () => untyped(attachElectron)(), 'attachElectron needs the main'],
    ['attachElectron(main)', () => untyped(attachElectron)(main), '{ ipcMain, webContents }'],
    ['attachElectron(main, {})', () => untyped(attachElectron)(main, {}), '{ ipcMain, webContents }'],
    ['null options', () => untyped(attachElectron)(main, electron, null), 'options must be an object'],
    [
      'one origin',
      () => untyped(attachElectron)(main, electron, { origins: 'app://x' }),
      'origins must be an array',
    ],
    [
      'validateSender: true',
      () => untyped(attachElectron)(main, electron, { validateSender: true }),
      'validateSender must be a function',
    ],
    ['exposeCulvert()', () => untyped(expose)({}), 'exposeCulvert needs the channels'],
    ['exposeCulvert({})', () => untyped(expose)({}, {}), 'exposeCulvert needs the channels'],
    ['electronTransport(null)', () => untyped(electronTransport)(null), 'options must be an object'],
  ])('%s is a TypeError with a code, which says what to pass', (_name, call, text) => {
    expect(call).toThrow(
      expect.objectContaining({
        name: 'TypeError',
        code: 'ERR_CULVERT_INVALID_ARGUMENT',
        message: expect.stringContaining(text),
      }),
    );
  });
});
