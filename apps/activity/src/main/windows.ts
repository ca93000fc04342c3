import type { WebContents } from '@culvert/core';
import type { Hello, WindowInfo } from '../shared/windows.js';

/** The pages that have greeted main and are still there. */
export interface WindowRegistry {
  readonly list: readonly WindowInfo[];
  /** Adds a page. A page that greets twice counts once. */
  add(webContents: WebContents, hello: Hello): void;
}

/** @param changed called each time a window has come or gone */
export function createWindowRegistry(
  changed: (list: readonly WindowInfo[]) => void,
  now: () => number = Date.now,
): WindowRegistry {
  const windows = new Map<number, WindowInfo>();
  const list = (): readonly WindowInfo[] => [...windows.values()];
  return {
    get list() {
      return list();
    },
    add: (webContents, hello) => {
      const { id } = webContents;
      if (!windows.has(id)) {
        webContents.on('destroyed', () => {
          windows.delete(id);
          changed(list());
        });
      }
      windows.set(id, { id, ...hello, openedAt: windows.get(id)?.openedAt ?? now() });
      changed(list());
    },
  };
}
