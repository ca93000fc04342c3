import { EventEmitter } from 'node:events';
import { fromEvent } from 'rxjs';
import * as electron from './index.js';
import { createMain } from '../index.js';
import { inProcess } from '../../testing/in-process.js';

// Takes the names as CommonJS code does, before anything is installed.
const { ipcRenderer, ipcMain, webContents } = electron;

function setUp() {
  const { main, open } = inProcess();
  const { webContents: window, renderer } = open();
  return { main, window, renderer };
}

let uninstall: () => void = () => undefined;
afterEach(() => uninstall());

describe('before installElectron', () => {
  it.each([
    ['ipcRenderer', 'renderer', () => ipcRenderer.send('x')],
    ['ipcMain', 'main', () => ipcMain.on('x', () => undefined)],
    ['webContents', 'main', () => webContents.fromId(1)],
  ])('using %s is an error that names the function to call', (name, side, use) => {
    expect(use).toThrow(
      expect.objectContaining({
        code: 'ERR_CULVERT_NOT_INSTALLED',
        message: `${name} stands for nothing yet: call installElectron({ ${side} }) of @culvert/core/electron before its first use.`,
      }),
    );
  });
});

describe('installElectron', () => {
  it("binds the names to the app's own objects", () => {
    const { main, renderer, window } = setUp();
    uninstall = electron.installElectron({ main, renderer });
    expect(electron.ipcRenderer).toBe(renderer.ipcRenderer);
    expect(electron.ipcMain).toBe(main.ipcMain);
    expect(electron.webContents.fromId(1)).toBe(window);
    expect(electron.webContents.getAllWebContents()).toEqual([window]);
  });

  it('makes names work that were destructured before it, as emitters too', async () => {
    const { main, renderer } = setUp();
    uninstall = electron.installElectron({ main, renderer });
    expect(ipcRenderer).toBeInstanceOf(EventEmitter);
    expect('sendSync' in ipcRenderer).toBe(true);
    const heard: unknown[] = [];
    const subscription = fromEvent(ipcMain, 'seen').subscribe((args) => heard.push((args as unknown[])[1]));
    ipcMain.handle('double', (_event, n: number) => {
      webContents.getAllWebContents()[0]?.send('doubled', n);
      return 2 * n;
    });
    ipcRenderer.on('doubled', (_event, n) => heard.push(n));
    ipcRenderer.send('seen', 1);
    expect(await ipcRenderer.invoke('double', 21)).toBe(42);
    expect(heard).toEqual([1, 21]);
    subscription.unsubscribe();
  });

  it('lets test runners spy on names that were destructured before it, and restore them', () => {
    const { main, renderer } = setUp();
    uninstall = electron.installElectron({ main, renderer });
    const spy = jest.spyOn(ipcRenderer, 'send').mockReturnValue(undefined);
    ipcRenderer.send('x', 1);
    renderer.ipcRenderer.send('x', 2);
    expect(spy.mock.calls).toEqual([
      ['x', 1],
      ['x', 2],
    ]);
    expect(ipcRenderer.send).toHaveProperty('mock');
    spy.mockRestore();
    expect(ipcRenderer.send).not.toHaveProperty('mock');
    const heard = jest.fn();
    main.ipcMain.on('x', heard);
    expect(() => ipcRenderer.send('x')).not.toThrow();
  });

  it("shows the object's own properties, and lets code change them", () => {
    const { main, renderer } = setUp();
    uninstall = electron.installElectron({ main, renderer });
    const named = ipcRenderer as unknown as Record<string, unknown>;
    named.extra = 1;
    Object.defineProperty(ipcRenderer, 'fixed', { value: 2, enumerable: true });
    expect(renderer.ipcRenderer).toMatchObject({ extra: 1, fixed: 2 });
    expect(Object.keys(ipcRenderer)).toEqual(Object.keys(renderer.ipcRenderer));
    expect({ ...ipcRenderer }).toMatchObject({ extra: 1, fixed: 2 });
    expect(Object.getOwnPropertyDescriptor(ipcRenderer, 'extra')).toMatchObject({ value: 1, writable: true });
    expect(Object.getOwnPropertyDescriptor(ipcRenderer, 'nothing')).toBeUndefined();
    delete named.extra;
    expect('extra' in renderer.ipcRenderer).toBe(false);
  });

  it('binds one side, and the other one later', () => {
    const { main, renderer } = setUp();
    const removeMain = electron.installElectron({ main });
    expect(() => ipcRenderer.send('x')).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_NOT_INSTALLED' }),
    );
    const removeRenderer = electron.installElectron({ renderer });
    expect([electron.ipcMain, electron.ipcRenderer]).toEqual([main.ipcMain, renderer.ipcRenderer]);
    removeMain();
    expect(electron.ipcRenderer).toBe(renderer.ipcRenderer);
    expect(() => ipcMain.eventNames()).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_NOT_INSTALLED' }),
    );
    removeRenderer();
    expect(electron.ipcRenderer).toBe(ipcRenderer);
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['{}', {}],
    ['{ main: 5 }', { main: 5 }],
    ['{ main: null }', { main: null }],
    ['{ main: {} }', { main: {} }],
    ["{ renderer: '' }", { renderer: '' }],
    ['a renderer as main', { main: inProcess().open().renderer }],
    ['a main as renderer', { renderer: createMain() }],
  ])('refuses %s before it binds anything', (_, wrong) => {
    const { main, renderer } = setUp();
    expect(() => electron.installElectron(wrong as never)).toThrow(
      expect.objectContaining({ name: 'TypeError', code: 'ERR_CULVERT_INVALID_ARGUMENT' }),
    );
    expect(() => ipcMain.on('x', () => undefined)).toThrow(
      expect.objectContaining({ code: 'ERR_CULVERT_NOT_INSTALLED' }),
    );
    uninstall = electron.installElectron({ main, renderer });
    expect(electron.ipcMain).toBe(main.ipcMain);
  });

  it('leaves a side alone that is undefined', () => {
    const { main, renderer } = setUp();
    const removeRenderer = electron.installElectron({ renderer });
    const removeMain = electron.installElectron({ main, renderer: undefined } as never);
    expect(electron.ipcRenderer).toBe(renderer.ipcRenderer);
    removeMain();
    expect(electron.ipcRenderer).toBe(renderer.ipcRenderer);
    removeRenderer();
  });

  it('accepts one main and one renderer in a process', () => {
    const { main, renderer } = setUp();
    uninstall = electron.installElectron({ main, renderer });
    const refusal = expect.objectContaining({ code: 'ERR_CULVERT_ALREADY_INSTALLED' });
    expect(() => electron.installElectron({ main: createMain() })).toThrow(refusal);
    expect(() => electron.installElectron({ renderer })).toThrow(refusal);
    expect(electron.ipcMain).toBe(main.ipcMain);
  });
});
