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
    expect(run(...started, { type: 'progress', progress }, { type: 'view', view })).toEqual({
      kind: 'scan',
      path: '/home',
      scanner: 4,
      progress,
      view,
    });
  });

  it('is moved by a scan only where there is one', () => {
    const starting = run({ type: 'asked', path: '~' });
    expect(reduceScan(starting, { type: 'progress', progress })).toBe(starting);
    expect(reduceScan(idle, { type: 'view', view })).toBe(idle);
  });

  it('says what main says of a scanner that has crashed, and keeps what that has found', () => {
    const crash = { type: 'failed', message: 'Crashed.' } as const;
    const failed = { phase: 'failed', message: 'Crashed.' };
    expect(run(...started, { type: 'progress', progress }, crash)).toMatchObject({
      scanner: undefined,
      progress: { ...failed, bytes: 5 },
    });
    expect(run(...started, crash)).toMatchObject({ progress: { ...failed, bytes: 0 } });
  });

  it('shows why main has refused', () => {
    expect(run({ type: 'asked', path: 'x' }, { type: 'failed', message: 'No.' })).toEqual({
      kind: 'idle',
      refusal: 'No.',
    });
  });

  it('keeps a picture when main goes, and says that it is unfinished where it is', () => {
    const running = run(...started, { type: 'progress', progress }, { type: 'view', view });
    expect(reduceScan(running, { type: 'disconnected' })).toMatchObject({
      scanner: undefined,
      view,
      progress: { phase: 'failed', bytes: 5, message: expect.stringContaining('main') },
    });
    const done = { ...progress, phase: 'done' } as const;
    const finished = run(...started, { type: 'progress', progress: done }, { type: 'disconnected' });
    expect(finished).toMatchObject({ scanner: undefined, progress: done });
    expect(reduceScan(idle, { type: 'disconnected' })).toBe(idle);
    expect(run({ type: 'asked', path: 'x' }, { type: 'disconnected' })).toMatchObject({ kind: 'idle' });
  });
});
