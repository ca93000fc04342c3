import { matrixPage, transports } from './matrix-page.mjs';

type Run = Parameters<typeof matrixPage>[0][number];
type Result = Run['results'][number];

const skipped = { status: 'skipped', reason: 'no way' } as const;

/** Every transport with one case, changed by `change`. */
function runsWith(
  change: (transport: string, result: Result) => Result | undefined = (_, result) => result,
): Run[] {
  return transports.map((transport) => ({
    transport,
    results: ['electronJson', 'structured']
      .map((codec) => change(transport, { codec, theme: 'send', name: 'a `b` | __c__', status: 'passed' }))
      .filter((result) => result !== undefined),
  }));
}

describe('matrixPage', () => {
  it('has a row for each case and a column for each transport', () => {
    const page = matrixPage(runsWith());
    expect(page).toContain('1 cases on 8 transports');
    expect(page).toContain(
      '| a \\`b\\` \\| \\_\\_c\\_\\_ | pass | pass | pass | pass | pass | pass | pass | pass |',
    );
  });

  it('gives the reason where a platform cannot', () => {
    const page = matrixPage(
      runsWith((transport, result) => (transport === 'memory' ? { ...result, ...skipped } : result)),
    );
    expect(page).toContain('| no way | pass |');
  });

  it.each<[string, (transport: string, result: Result) => Result | undefined]>([
    ['failed', (_, result) => ({ ...result, status: 'failed' })],
    ['was not run', (_, result) => ({ ...result, status: 'not run' })],
    [
      'failed with one codec',
      (_, result) => (result.codec === 'structured' ? { ...result, status: 'failed' } : result),
    ],
    [
      'is skipped with one codec',
      (_, result) => (result.codec === 'structured' ? { ...result, ...skipped } : result),
    ],
    ['is missing with one codec', (_, result) => (result.codec === 'structured' ? undefined : result)],
    ['is missing on one transport', (transport, result) => (transport === 'memory' ? undefined : result)],
  ])('is not written where a case %s', (_name, change) => {
    expect(() => matrixPage(runsWith(change))).toThrow('a `b` | __c__');
  });

  it('is not written without all transports', () => {
    expect(() => matrixPage(runsWith().slice(1))).toThrow('memory: 0 runs');
  });
});
