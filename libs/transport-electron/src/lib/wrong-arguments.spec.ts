import { createMain } from '@culvert/core';
import { attachElectron } from './main/attach-electron.js';
import { expose } from './preload/expose.js';
import { electronTransport } from './renderer/electron-transport.js';

/** As code without types calls it. */
type Untyped = (...args: unknown[]) => unknown;

function untyped(callee: unknown): Untyped {
  return callee as Untyped;
}

/** The name of a case, the call, and a part of the error's text. */
type Wrong = readonly [name: string, call: () => unknown, text: string];

const main = createMain();
const electron = { ipcMain: { on() {} }, webContents: { fromId() {} } };
const preload = { contextBridge: { exposeInMainWorld() {} }, ipcRenderer: { on() {} } };

describe('a wrong argument', () => {
  it.each<Wrong>([
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
    ['hostOf: 5', () => untyped(attachElectron)(main, electron, { hostOf: 5 }), 'hostOf must be a function'],
    [
      'MessageChannelMain: 5',
      () => untyped(attachElectron)(main, { ...electron, MessageChannelMain: 5 }),
      'MessageChannelMain must be the class',
    ],
    ...[
      5,
      null,
      Symbol('origin'),
      '',
      '*',
      'null',
      'app',
      'app://bundle/',
      'https://x.example/index.html',
    ].map((origin): Wrong => [
      `the origin ${String(origin)}`,
      () => untyped(attachElectron)(main, electron, { origins: ['file://', origin] }),
      'An origin has a scheme and a host',
    ]),
    ['exposeCulvert()', () => untyped(expose)({}), 'exposeCulvert needs the channels'],
    ['exposeCulvert({})', () => untyped(expose)({}, {}), 'exposeCulvert needs the channels'],
    ...[5, null, '', ['ipc'], Symbol('key')].flatMap((apiKey): Wrong[] => [
      [
        `exposeCulvert({ apiKey: ${String(apiKey)} })`,
        () => untyped(expose)(preload, { channels: [], apiKey }),
        'exposeCulvert: apiKey must be a string',
      ],
      [
        `electronTransport({ apiKey: ${String(apiKey)} })`,
        () => untyped(electronTransport)({ apiKey }),
        'electronTransport: apiKey must be a string',
      ],
    ]),
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

  it('leaves Electron untouched: the right call works afterwards', () => {
    expect(() => untyped(attachElectron)(main, electron, { origins: ['*'] })).toThrow(TypeError);
    expect(() =>
      untyped(attachElectron)(main, electron, { origins: ['app://bundle', 'file://'] }),
    ).not.toThrow();
    expect(() => untyped(expose)(preload, { channels: 'all' })).toThrow(TypeError);
    expect(() => untyped(expose)(preload, { channels: ['all'] })).not.toThrow();
  });
});
