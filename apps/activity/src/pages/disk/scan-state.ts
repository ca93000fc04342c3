import type { ScanProgress, ScanView } from '../../shared/scan.js';

/** The state of this window's scan. */
export type ScanState =
  | { readonly kind: 'idle'; readonly refusal?: string }
  | { readonly kind: 'starting'; readonly path: string }
  | {
      readonly kind: 'scan';
      readonly path: string;
      /**
       * The scanner's webContents id. Undefined once the scanner is gone, because it cannot answer
       * then.
       */
      readonly scanner: number | undefined;
      readonly progress: ScanProgress | undefined;
      readonly view: ScanView | undefined;
    };

export type ScanAction =
  | { readonly type: 'asked'; readonly path: string }
  | { readonly type: 'started'; readonly path: string; readonly scanner: number }
  | { readonly type: 'progress'; readonly progress: ScanProgress }
  | { readonly type: 'view'; readonly view: ScanView }
  /** Main has refused the scan, or its process has crashed. */
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'disconnected' };

/** A pure function, so that it can be tested. */
export function reduceScan(state: ScanState, action: ScanAction): ScanState {
  switch (action.type) {
    case 'asked':
      return { kind: 'starting', path: action.path };
    case 'started':
      return {
        kind: 'scan',
        path: action.path,
        scanner: action.scanner,
        progress: undefined,
        view: undefined,
      };
    case 'progress':
      return state.kind === 'scan' ? { ...state, progress: action.progress } : state;
    case 'view':
      return state.kind === 'scan' ? { ...state, view: action.view } : state;
    case 'failed':
      return fail(state, action.message, action.message);
    case 'disconnected':
      return fail(state, 'The main process went away. Scan again.', 'The scan ended with the main process.');
  }
}

const nothing = { at: '', bytes: 0, files: 0, folders: 0, errors: 0, mounts: 0, elapsedMs: 0 };

/** Keeps the results of a scanner that has ended, and marks them as unfinished if they were. */
function fail(state: ScanState, refusal: string, message: string): ScanState {
  if (state.kind === 'starting') return { kind: 'idle', refusal };
  if (state.kind === 'idle') return state;
  const { progress } = state;
  const isRunning = progress === undefined || progress.phase === 'running';
  if (!isRunning) return { ...state, scanner: undefined };
  return { ...state, scanner: undefined, progress: { ...nothing, ...progress, phase: 'failed', message } };
}
