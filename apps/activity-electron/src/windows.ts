import type { BrowserWindowConstructorOptions, WebContents } from 'electron';

/** The only origin of pages. */
export const ORIGIN = 'activity://app';
export const SCHEME = 'activity';

/**
 * Options of every window of the app. Isolation and sandbox are Electron's defaults, but they are
 * set here too, because the app relies on them.
 */
export function windowOptions(preload: string): BrowserWindowConstructorOptions {
  return {
    width: 1280,
    height: 800,
    autoHideMenuBar: true,
    webPreferences: { preload, contextIsolation: true, sandbox: true, nodeIntegration: false },
  };
}

/** Lets pages open pages of the app, as in a browser. They can navigate nowhere else. */
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
  if (!URL.canParse(url)) return false;
  const { protocol, host } = new URL(url);
  return `${protocol}//${host}` === ORIGIN;
}

/** The place that `window.open` asks for: `popup,left=0,top=0,width=640,height=480`. */
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
