import type { BrowserWindowConstructorOptions, WebContents } from 'electron';

/** Where the pages come from, and nothing else does. */
export const ORIGIN = 'activity://app';
export const SCHEME = 'activity';

/** Every window of the app. Isolation and sandbox are Electron's defaults, and said all the same: the app rests on them. */
export function windowOptions(preload: string): BrowserWindowConstructorOptions {
  return {
    width: 1280,
    height: 800,
    autoHideMenuBar: true,
    webPreferences: { preload, contextIsolation: true, sandbox: true, nodeIntegration: false },
  };
}

/** Pages open pages of the app, as in a browser, and go nowhere else. */
export function keepInside(contents: WebContents, options: BrowserWindowConstructorOptions): void {
  contents.setWindowOpenHandler(({ url, features }) => {
    if (!isInside(url)) return { action: 'deny' };
    return { action: 'allow', overrideBrowserWindowOptions: { ...options, ...frameOf(features) } };
  });
  contents.on('will-navigate', (event) => {
    if (!isInside(event.url)) event.preventDefault();
  });
  contents.on('did-create-window', (window) => keepInside(window.webContents, options));
}

export function isInside(url: string): boolean {
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}` === ORIGIN;
}

/** Where `window.open` wants its window: `popup,left=0,top=0,width=640,height=480`. */
export function frameOf(
  features: string,
): Pick<BrowserWindowConstructorOptions, 'x' | 'y' | 'width' | 'height'> {
  const wanted = new URLSearchParams(features.replaceAll(',', '&'));
  const entries = Object.entries({ x: 'left', y: 'top', width: 'width', height: 'height' }).flatMap(
    ([option, feature]) => {
      const value = Number(wanted.get(feature) ?? NaN);
      return Number.isFinite(value) ? [[option, Math.round(value)] as const] : [];
    },
  );
  return Object.fromEntries(entries);
}
