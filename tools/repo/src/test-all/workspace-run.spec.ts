import { workspaceRoot } from '@nx/devkit';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { addUp, closingLine } from './add-up.mjs';
import { forgetEarlierRun, readTasks } from './workspace-run.mjs';

describe('a run of the workspace', () => {
  let workspace: string;
  let runFile: string;

  beforeEach(() => {
    workspace = mkdtempSync(join(tmpdir(), 'culvert-run-'));
    runFile = join(workspace, '.nx/run.json');
  });

  afterEach(() => {
    rmSync(workspace, { recursive: true });
  });

  function write(path: string, content: string | object): void {
    const file = join(workspace, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }

  const core = {
    name: 'core',
    data: { root: 'libs/core', targets: { build: {}, test: {}, e2e: {}, serve: {} } },
  };

  it('is read from the files that Nx and the tests leave', () => {
    write('.nx/run.json', {
      tasks: [
        { taskId: 'core:build', status: 0 },
        { taskId: 'core:test', status: 1 },
      ],
    });
    const counts = { passed: 2, failed: 1, skipped: 0 };
    write('libs/core/test-output/test/counts.json', counts);

    expect(readTasks(workspace, runFile, [core])).toEqual([
      { name: 'core:build', outcome: 'succeeded', hasTests: false },
      { name: 'core:test', outcome: 'failed', hasTests: true, counts },
      { name: 'core:e2e', outcome: 'did not run', hasTests: true },
    ]);
  });

  it('did not happen when Nx left nothing', () => {
    const outcomes = readTasks(workspace, runFile, [core]).map(({ outcome }) => outcome);

    expect(outcomes).toEqual(['did not run', 'did not run', 'did not run']);
  });

  it('has nothing from an earlier run', () => {
    write('.nx/run.json', { tasks: [{ taskId: 'core:test', status: 0 }] });
    write('libs/core/test-output/test/counts.json', { passed: 99, failed: 0, skipped: 0 });

    forgetEarlierRun(workspace, runFile, [core]);

    expect(existsSync(runFile)).toBe(false);
    expect(existsSync(join(workspace, 'libs/core/test-output'))).toBe(false);
  });

  it('counts the tests that Jest counts, each target apart', () => {
    const reporter = require.resolve('@culvert/jest-preset/count-reporter');
    write('libs/core/jest.config.cjs', `module.exports = { reporters: [${JSON.stringify(reporter)}] };`);
    write('libs/core/package.json', {});
    write(
      'libs/core/some.spec.js',
      `it('passes', () => {});
       it('fails', () => { throw new Error('on purpose'); });
       describe('on Windows', () => { it.skip('opens (skipped: a pipe has no name here)', () => {}); });
       it.todo('closes');`,
    );
    write('libs/core/broken.spec.js', 'this is no JavaScript');

    const jest = join(workspaceRoot, 'node_modules/jest/bin/jest.js');
    const env = { ...process.env, NX_TASK_TARGET_TARGET: 'e2e' };
    const { status } = spawnSync(process.execPath, [jest], { cwd: join(workspace, 'libs/core'), env });
    write('.nx/run.json', { tasks: [{ taskId: 'core:e2e', status }] });

    const total = addUp(
      readTasks(workspace, runFile, [{ ...core, data: { ...core.data, targets: { e2e: {} } } }]),
    );
    expect(closingLine(total)).toBe('1 passed, 2 failed, 2 skipped');
    expect(total.skippedTests).toEqual([
      'core:e2e: on Windows opens (skipped: a pipe has no name here) (some.spec.js)',
      'core:e2e: closes (some.spec.js)',
    ]);
  });

  it('fails if a test leaves a handle open', () => {
    const reporter = [require.resolve('@culvert/jest-preset/exit-reporter'), { exitMs: 100 }];
    write('libs/core/jest.config.cjs', `module.exports = { reporters: [${JSON.stringify(reporter)}] };`);
    write('libs/core/package.json', {});
    write(
      'libs/core/open.spec.js',
      `it('leaves a server', () => void require('node:net').createServer().listen(0));`,
    );

    const jest = join(workspaceRoot, 'node_modules/jest/bin/jest.js');
    const { status, stderr } = spawnSync(process.execPath, [jest, '-i'], {
      cwd: join(workspace, 'libs/core'),
      encoding: 'utf8',
    });

    expect(status).toBe(1);
    expect(stderr).toMatch(/Jest did not exit within 100 ms .* TCPServerWrap/);
  });
});
