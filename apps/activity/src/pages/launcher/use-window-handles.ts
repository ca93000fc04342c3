import { useCallback, useRef, useState } from 'react';
import type { WindowInfo } from '../../shared/windows.js';
import { usePage } from '../shared/page-context.js';
import { frameOf, openWindow, screenFrame } from '../shared/window-controls.js';
import type { OpenablePage } from '../shared/window-controls.js';
import * as rawIpc from './raw-ipc.js';

export interface WindowHandles {
  readonly open: (page: OpenablePage, openAlready: number) => boolean;
  readonly raise: (window: WindowInfo) => void;
  readonly dismiss: (window: WindowInfo) => void;
  /** Puts the windows that were opened here side by side. */
  readonly arrange: (windows: readonly WindowInfo[]) => void;
  readonly isBlocked: boolean;
}

/**
 * Windows that this page has opened are found by the name that they tell main. Other windows are
 * asked: another window has opened them, or this page was reloaded since.
 */
export function useWindowHandles(): WindowHandles {
  const { renderer } = usePage();
  const handles = useRef(new Map<string, Window>());
  const [isBlocked, setBlocked] = useState(false);

  const handleOf = useCallback(({ name }: WindowInfo): Window | undefined => {
    const handle = handles.current.get(name);
    return handle?.closed === false ? handle : undefined;
  }, []);
  const open = useCallback((page: OpenablePage, openAlready: number) => {
    const opened = openWindow(page, openAlready);
    setBlocked(opened === undefined);
    if (opened !== undefined) handles.current.set(opened.name, opened);
    return opened !== undefined;
  }, []);
  const raise = useCallback(
    (window: WindowInfo) => {
      handleOf(window)?.focus();
      if (renderer !== undefined) rawIpc.raise(renderer, window.id);
    },
    [renderer, handleOf],
  );
  const dismiss = useCallback(
    (window: WindowInfo) => {
      const handle = handleOf(window);
      if (handle !== undefined) handle.close();
      else if (renderer !== undefined) rawIpc.dismiss(renderer, window.id);
    },
    [renderer, handleOf],
  );
  const arrange = useCallback(
    (windows: readonly WindowInfo[]) => {
      const screen = screenFrame();
      for (const window of windows) {
        if (window.page === 'launcher') continue;
        const { left, top, width, height } = frameOf(window.page, screen);
        const handle = handleOf(window);
        handle?.resizeTo(width, height);
        handle?.moveTo(left, top);
      }
    },
    [handleOf],
  );
  return { open, raise, dismiss, arrange, isBlocked };
}
