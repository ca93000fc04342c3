import { EventEmitter } from 'node:events';
import type { WebContents } from 'electron';
import { frameOf, isInside, keepInside, windowOptions } from './windows.js';

describe('windowOptions', () => {
  it('isolates, sandboxes, and gives pages no Node', () => {
    expect(windowOptions('/preload.cjs').webPreferences).toEqual({
      preload: '/preload.cjs',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
    });
  });
});

describe('frameOf', () => {
  it.each([
    ['popup,left=10,top=20.4,width=640,height=480', { x: 10, y: 20, width: 640, height: 480 }],
    ['popup,left=0', { x: 0 }],
    ['popup,width=wide', {}],
    ['', {}],
  ])('reads %j', (features, frame) => expect(frameOf(features)).toEqual(frame));
});

describe('keepInside', () => {
  type OpenHandler = Parameters<WebContents['setWindowOpenHandler']>[0];

  function setUp() {
    let handler!: OpenHandler;
    const contents = Object.assign(new EventEmitter(), {
      setWindowOpenHandler: (next: OpenHandler) => void (handler = next),
    });
    keepInside(contents as unknown as WebContents, windowOptions('/preload.cjs'));
    const open = (url: string, features = '') => handler({ url, features } as Parameters<OpenHandler>[0]);
    return { contents, open };
  }

  it.each([
    'https://other.test/',
    'activity://other/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    '',
    'http://[',
  ])('neither opens %j nor goes there', (url) => {
    const { contents, open } = setUp();
    expect(isInside(url)).toBe(false);
    expect(open(url)).toEqual({ action: 'deny' });
    const preventDefault = jest.fn();
    contents.emit('will-navigate', { url, preventDefault });
    expect(preventDefault).toHaveBeenCalled();
  });

  it('opens pages of the app with the same preferences at their own place, and so do those pages', () => {
    const { contents, open } = setUp();
    expect(open('activity://app/disk', 'popup,left=1')).toEqual({
      action: 'allow',
      overrideBrowserWindowOptions: { ...windowOptions('/preload.cjs'), x: 1 },
    });
    const preventDefault = jest.fn();
    contents.emit('will-navigate', { url: 'activity://app/', preventDefault });
    expect(preventDefault).not.toHaveBeenCalled();
    const child = Object.assign(new EventEmitter(), { setWindowOpenHandler: jest.fn() });
    contents.emit('did-create-window', { webContents: child });
    expect(child.setWindowOpenHandler).toHaveBeenCalled();
  });
});
