import { lastValueFrom, toArray } from 'rxjs';
import type { ScanProgress } from '../shared/scan.js';
import { createFakeFs } from './fake-fs.js';
import { createScan } from './scan.js';

const files = { a: { x: 5 }, y: 6 };

describe('createScan', () => {
  it('reports what it has counted, the end last', async () => {
    const scan = createScan('/', createFakeFs(files));
    const reports = await lastValueFrom(scan.progress$.pipe(toArray()));
    expect(reports.at(-1)).toMatchObject({ phase: 'done', bytes: 11, files: 2, folders: 2, errors: 0 });
    expect(reports.slice(0, -1).every(({ phase }) => phase === 'running')).toBe(true);
    expect(scan.view(['a'])).toMatchObject({ trail: ['a'], isPartial: false });
  });

  it('ends when it is cancelled, and keeps what it has', async () => {
    // Without an end of its own.
    const endless = { ...createFakeFs({}), names: () => endlessNames(), info: infoOf };
    const scan = createScan('/', endless);
    const reports: ScanProgress[] = [];
    await new Promise<void>((complete) => {
      const next = (progress: ScanProgress): void => {
        reports.push(progress);
        if (progress.phase === 'running') scan.cancel();
      };
      scan.progress$.subscribe({ next, complete });
    });
    expect(reports.map(({ phase }) => phase)).toEqual(['running', 'cancelled']);
    expect(scan.view([])?.isPartial).toBe(true);
  });

  it('says why it cannot start', async () => {
    const scan = createScan('/none', createFakeFs(files));
    expect(await lastValueFrom(scan.progress$)).toMatchObject({ phase: 'failed', message: 'ENOENT /none' });
    expect(scan.view([])).toBeUndefined();
  });
});

function* endlessNames(): Iterable<string> {
  for (;;) yield 'file';
}

function infoOf(path: string) {
  return {
    kind: path === '/' ? ('folder' as const) : ('file' as const),
    bytes: 1,
    device: 1,
    inode: 1,
    links: 1,
  };
}
