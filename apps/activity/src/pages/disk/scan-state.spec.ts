import type { ScanProgress, ScanView } from '../../shared/scan.js';
import { reduceScan } from './scan-state.js';
import type { ScanAction, ScanState } from './scan-state.js';

const progress = { phase: 'running', bytes: 5 } as ScanProgress;
const view = { trail: [] } as unknown as ScanView;
const idle: ScanState = { kind: 'idle' };
const run = (...actions: readonly ScanAction[]): ScanState => actions.reduce(reduceScan, idle);
const started: readonly ScanAction[] = [
  { type: 'asked', path: '~' },
  { type: 'started', path: '/home', scanner: 4 },
];

describe('reduceScan', () => {
  it('follows a scan', () => {
    expect(run(...started, { type: 'progress', from: 4, progress }, { type: 'view', from: 4, view })).toEqual(
      {
        kind: 'scan',
        path: '/home',
        scanner: 4,
        progress,
        view,
      },
    );
  });

  it('is not moved by a scanner of before, or by any other window', () => {
    const state = run(...started);
    expect(reduceScan(state, { type: 'progress', from: 3, progress })).toBe(state);
    expect(reduceScan(state, { type: 'view', from: 5, view })).toBe(state);
    expect(reduceScan(idle, { type: 'view', from: 0, view })).toBe(idle);
  });

  it('believes main about a scanner that has crashed', () => {
    const failed = { ...progress, phase: 'failed' } as const;
    expect(run(...started, { type: 'progress', from: 0, progress: failed })).toMatchObject({
      progress: failed,
    });
  });

  it('shows why main has refused', () => {
    expect(run({ type: 'asked', path: 'x' }, { type: 'refused', message: 'No.' })).toEqual({
      kind: 'idle',
      refusal: 'No.',
    });
  });

  it('keeps a picture when main goes, and says that it is unfinished where it is', () => {
    const running = run(...started, { type: 'progress', from: 4, progress }, { type: 'view', from: 4, view });
    expect(reduceScan(running, { type: 'disconnected' })).toMatchObject({
      scanner: undefined,
      view,
      progress: { phase: 'failed', bytes: 5, message: expect.stringContaining('main') },
    });
    const done = { ...progress, phase: 'done' } as const;
    const finished = run(...started, { type: 'progress', from: 4, progress: done }, { type: 'disconnected' });
    expect(finished).toMatchObject({ scanner: undefined, progress: done });
    expect(reduceScan(idle, { type: 'disconnected' })).toBe(idle);
    expect(run({ type: 'asked', path: 'x' }, { type: 'disconnected' })).toMatchObject({ kind: 'idle' });
  });
});
