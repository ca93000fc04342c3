import type { ScanProgress, ScanView } from '../../shared/scan.js';

/** What this window knows of its scan. */
export type ScanState =
  | { readonly kind: 'idle'; readonly refusal?: string }
  | { readonly kind: 'starting'; readonly path: string }
  | {
      readonly kind: 'scan';
      readonly path: string;
      /** The scanner's webContents id; undefined once it is gone, and with it what it could still tell. */
      readonly scanner: number | undefined;
      readonly progress: ScanProgress | undefined;
      readonly view: ScanView | undefined;
    };

export type ScanAction =
  | { readonly type: 'asked'; readonly path: string }
  | { readonly type: 'refused'; readonly message: string }
  | { readonly type: 'started'; readonly path: string; readonly scanner: number }
  | { readonly type: 'progress'; readonly from: number; readonly progress: ScanProgress }
  | { readonly type: 'view'; readonly from: number; readonly view: ScanView }
  | { readonly type: 'disconnected' };

/** Pure, so that late messages of an earlier scan can be tested: they change nothing. */
export function reduceScan(state: ScanState, action: ScanAction): ScanState {
  switch (action.type) {
    case 'asked':
      return { kind: 'starting', path: action.path };
    case 'refused':
      return { kind: 'idle', refusal: action.message };
    case 'started':
      return {
        kind: 'scan',
        path: action.path,
        scanner: action.scanner,
        progress: undefined,
        view: undefined,
      };
    case 'progress':
      return isFromScanner(state, action.from) ? { ...state, progress: action.progress } : state;
    case 'view':
      return isFromScanner(state, action.from) ? { ...state, view: action.view } : state;
    case 'disconnected':
      return disconnect(state);
  }
}

/** Main itself (0) reports for a scanner that has crashed. */
function isFromScanner(state: ScanState, from: number): state is Extract<ScanState, { kind: 'scan' }> {
  return state.kind === 'scan' && state.scanner !== undefined && (from === state.scanner || from === 0);
}

/** The scanner ends with main. What it has said stays in the window, marked as unfinished where it was. */
function disconnect(state: ScanState): ScanState {
  if (state.kind === 'starting') return { kind: 'idle', refusal: 'The main process went away. Scan again.' };
  if (state.kind === 'idle' || state.scanner === undefined) return state;
  const { progress } = state;
  const isRunning = progress === undefined || progress.phase === 'running';
  if (!isRunning || progress === undefined) return { ...state, scanner: undefined };
  const message = 'The scan ended with the main process.';
  return { ...state, scanner: undefined, progress: { ...progress, phase: 'failed', message } };
}
