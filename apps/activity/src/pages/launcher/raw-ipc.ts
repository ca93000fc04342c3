import type { IpcRendererEvent, Renderer } from '@culvert/core';
import type { Place } from '../../shared/scan.js';
import type { WindowInfo } from '../../shared/windows.js';

/*
 * The compatibility example: what the launcher has of its own it says with `ipcRenderer`, as pages of Electron apps do,
 * and on purpose not with `wrap`. Main offers nothing extra for that: an `invoke` reaches the handler of a call, a
 * `sendSync` that of a `sync` member, and an event is a channel, by the names that contracts have on the wire.
 * Samples are streams, which `ipcRenderer` has no word for; they come as in all windows.
 */

export function askForSettings({ ipcRenderer }: Renderer): unknown {
  return ipcRenderer.sendSync('activity/settings');
}

export function listPlaces({ ipcRenderer }: Renderer): Promise<readonly Place[]> {
  return ipcRenderer.invoke('activity/places') as Promise<readonly Place[]>;
}

/** Tells main of this window, and `changed` of all that are open. Returns what ends that. */
export function watchWindows(
  { ipcRenderer }: Renderer,
  changed: (windows: readonly WindowInfo[]) => void,
): () => void {
  const listener = (_event: IpcRendererEvent, windows: readonly WindowInfo[]): void => changed(windows);
  ipcRenderer.on('activity/windows', listener);
  ipcRenderer.invoke('activity/hello', { page: 'launcher', name: window.name }).then(changed, () => {
    // The connection ended meanwhile; on the next one everything is asked again.
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
