import type { Counts, Task } from './add-up.mjs';
import { addUp, closingLine } from './add-up.mjs';

function tests(name: string, counts: Counts | undefined, outcome: Task['outcome'] = 'succeeded'): Task {
  return { name, outcome, hasTests: true, ...(counts && { counts }) };
}

function check(name: string, outcome: Task['outcome'] = 'succeeded'): Task {
  return { name, outcome, hasTests: false };
}

const green = tests('core:test', { passed: 3, failed: 0, skipped: 0 });

describe('addUp', () => {
  it('adds the projects up', () => {
    const total = addUp([
      check('core:typecheck'),
      green,
      tests('core:e2e', { passed: 4, failed: 0, skipped: 2 }),
    ]);

    expect(total).toMatchObject({ passed: 7, failed: 0, skipped: 2, problems: [] });
    expect(closingLine(total)).toBe('7 passed, 0 failed, 2 skipped');
  });

  it('counts each failing test, and not the task as well', () => {
    const total = addUp([green, tests('router:test', { passed: 5, failed: 2, skipped: 0 }, 'failed')]);

    expect(closingLine(total)).toBe('8 passed, 2 failed, 0 skipped');
    expect(total.problems).toEqual(['router:test: 2 failed']);
  });

  it.each([
    ['a check that failed', check('core:typecheck', 'failed'), 'core:typecheck: failed'],
    ['a check that did not run', check('core:build', 'did not run'), 'core:build: did not run'],
    ['tests that crashed', tests('core:test', undefined, 'failed'), 'core:test: failed'],
    [
      'tests that never started',
      tests('activity:e2e', undefined, 'did not run'),
      'activity:e2e: did not run',
    ],
    ['tests that left no counts', tests('core:test', undefined), 'core:test: left no counts'],
    [
      'a project without a test',
      tests('core:test', { passed: 0, failed: 0, skipped: 0 }),
      'core:test: has no tests',
    ],
    [
      'a run that failed although no test did',
      tests('core:test', { passed: 9, failed: 0, skipped: 0 }, 'failed'),
      'core:test: failed',
    ],
  ])('counts as one failure %s', (_title, task, problem) => {
    const total = addUp([green, task]);

    expect(total.failed).toBe(1);
    expect(total.problems).toEqual([problem]);
  });

  it.each([[[]], [[check('core:typecheck')]]])('fails when no test ran at all: %j', (tasks) => {
    const total = addUp(tasks);

    expect(closingLine(total)).toBe('0 passed, 1 failed, 0 skipped');
    expect(total.problems).toEqual(['no test ran at all']);
  });

  it('names the skipped tests', () => {
    const skippedTests = [{ file: 'src/a.spec.ts', name: 'on a real Electron (skipped: no binary)' }];
    const total = addUp([tests('core:test', { passed: 1, failed: 0, skipped: 1, skippedTests })]);

    expect(total.skippedTests).toEqual([
      'core:test: on a real Electron (skipped: no binary) (src/a.spec.ts)',
    ]);
  });

  it('repeats the message of each failed test, without colours and at most 30 lines', () => {
    const message = `\u001b[31mexpected 1\u001b[39m\n${'at somewhere\n'.repeat(40)}`;
    const failedTests = [{ file: 'src/a.spec.ts', name: 'adds', message }];
    const total = addUp([tests('core:test', { passed: 1, failed: 1, skipped: 0, failedTests }, 'failed')]);

    expect(total.problems[0]).toBe('core:test: 1 failed');
    expect(total.problems[1]).toMatch(
      /^core:test: adds \(src\/a\.spec\.ts\)\n {4}expected 1\n {4}at somewhere\n/,
    );
    expect(total.problems[1]?.split('\n')).toHaveLength(31);
  });
});
