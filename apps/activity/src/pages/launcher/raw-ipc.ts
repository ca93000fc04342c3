import type { IpcRendererEvent, Renderer } from '@culvert/core';
import type { Place } from '../../shared/scan.js';
import type { WindowInfo } from '../../shared/windows.js';

/*
 * The compatibility example. The launcher sends its own messages with `ipcRenderer`, as pages of
 * Electron apps do, and on purpose not with `wrap`. Main offers nothing extra for that. An `invoke`
 * reaches the handler of a call, and a `sendSync` the handler of a `sync` member. An event is a
 * channel. All have the names that contracts have on the wire. Samples are streams, which
 * `ipcRenderer` does not have, so they come as in all windows.
 */

export function askForSettings({ ipcRenderer }: Renderer): unknown {
  return ipcRenderer.sendSync('activity/settings');
}

export function listPlaces({ ipcRenderer }: Renderer): Promise<readonly Place[]> {
  return ipcRenderer.invoke('activity/places') as Promise<readonly Place[]>;
}

/**
 * Greets main for this window, and gives all open windows to `changed`. Returns a function that
 * stops it.
 */
export function watchWindows(
  { ipcRenderer }: Renderer,
  changed: (windows: readonly WindowInfo[]) => void,
): () => void {
  const listener = (_event: IpcRendererEvent, windows: readonly WindowInfo[]): void => changed(windows);
  ipcRenderer.on('activity/windows', listener);
  ipcRenderer.invoke('activity/hello', { page: 'launcher', name: window.name }).then(changed, () => {
    // The connection ended meanwhile. The next one makes all calls again.
  });
  return () => void ipcRenderer.removeListener('activity/windows', listener);
}

/** The window may be one that this page does not hold itself. */
export function raise({ ipcRenderer }: Renderer, id: number): void {
  ipcRenderer.sendTo(id, 'window/raise', null);
}

export function dismiss({ ipcRenderer }: Renderer, id: number): void {
  ipcRenderer.sendTo(id, 'window/dismiss', null);
}
