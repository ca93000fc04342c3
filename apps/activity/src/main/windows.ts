import type { WebContents } from '@culvert/core';
import type { Hello, WindowInfo } from '../shared/windows.js';

/** The windows that have greeted main and are still there. */
export interface OpenWindows {
  readonly list: readonly WindowInfo[];
  /** Adds a window. A later greeting replaces its page and name, and keeps `openedAt`. */
  add(webContents: WebContents, hello: Hello): void;
}

/** @param changed called when a window has greeted, also again, and when one has gone */
export function createOpenWindows(changed: (list: readonly WindowInfo[]) => void): OpenWindows {
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
      windows.set(id, { id, ...hello, openedAt: windows.get(id)?.openedAt ?? Date.now() });
      changed(list());
    },
  };
}
