import { useCallback, useEffect, useReducer } from 'react';
import { channels } from '../../shared/channels.js';
import { messageOf } from '../../shared/message-of.js';
import type { ScanProgress, ScanStart, ScanView } from '../../shared/scan.js';
import { useMessages, usePage } from '../shared/page-context.js';
import { reduceScan } from './scan-state.js';
import type { ScanState } from './scan-state.js';

/** A scan as this window commands it. Main only starts it; everything after goes between the window and the child. */
export interface ScanControl {
  readonly state: ScanState;
  readonly start: (path: string) => void;
  readonly cancel: () => void;
  /** Looks at the folder at the end of `trail`. */
  readonly open: (trail: readonly string[]) => void;
}

export function useScan(): ScanControl {
  const { renderer } = usePage();
  const [state, dispatch] = useReducer(reduceScan, { kind: 'idle' });
  const scanner = state.kind === 'scan' ? state.scanner : undefined;

  useMessages<ScanProgress>(channels.scanProgress, ({ event, value }) =>
    dispatch({ type: 'progress', from: event.senderId, progress: value }),
  );
  useMessages<ScanView>(channels.scanView, ({ event, value }) =>
    dispatch({ type: 'view', from: event.senderId, view: value }),
  );
  useEffect(() => {
    if (renderer === undefined) return undefined;
    return () => dispatch({ type: 'disconnected' });
  }, [renderer]);

  const start = useCallback(
    (path: string) => {
      if (renderer === undefined) return;
      dispatch({ type: 'asked', path });
      renderer.ipcRenderer.invoke(channels.startScan, path).then(
        (answer: ScanStart) =>
          dispatch(
            answer.isStarted
              ? { type: 'started', path: answer.path, scanner: answer.scanner }
              : { type: 'refused', message: answer.message },
          ),
        (error: unknown) => dispatch({ type: 'refused', message: messageOf(error) }),
      );
    },
    [renderer],
  );
  const cancel = useCallback(() => {
    if (scanner !== undefined) renderer?.ipcRenderer.sendTo(scanner, channels.scanCancel, null);
  }, [renderer, scanner]);
  const open = useCallback(
    (trail: readonly string[]) => {
      if (scanner !== undefined) renderer?.ipcRenderer.sendTo(scanner, channels.scanOpen, trail);
    },
    [renderer, scanner],
  );
  return { state, start, cancel, open };
}
