import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { bundleEntry } from '@culvert/harness';
import type { Example } from './on-culvert/examples.js';

// Bundling and three threads take long on a busy machine.
jest.setTimeout(30_000);

const running: ChildProcess[] = [];
const programs = { main: '', renderer: '' };

beforeAll(async () => {
  const alias = { electron: '@culvert/core/electron' };
  const bundle = (file: string) =>
    bundleEntry(join(__dirname, 'on-culvert', file), { platform: 'node', alias });
  programs.main = await bundle('main.ts');
  programs.renderer = await bundle('renderer.ts');
});

afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill();
    await once(child, 'exit');
  }
});

/**
 * The output of the example and its windows, each in its order, until there are this many lines.
 */
async function run(example: Example, lineCount: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [programs.main, example, programs.renderer], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(child);
  const lines: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    lines.push(line);
    if (lines.length === lineCount) break;
  }
  return lines;
}

describe('a program written for Electron runs on Culvert as it is', () => {
  it('ping-pong', async () => {
    const lines = await run('ping-pong', 6);
    expect(lines.filter((line) => line.startsWith('main'))).toEqual([
      'main: ping 1',
      'main: ping 2',
      'main: ping 3',
    ]);
    expect(lines.filter((line) => line.startsWith('renderer'))).toEqual([
      'renderer: pong 1',
      'renderer: pong 2',
      'renderer: pong 3',
    ]);
  });

  it('settings', async () => {
    expect(await run('settings', 5)).toEqual([
      'theme dark, zoom 1.25',
      'font null',
      'theme is now light',
      '2 settings, theme light',
      "Error invoking remote method 'write-setting': RangeError: there is no setting 'font'",
    ]);
  });

  it.each<Example>(['window-to-window', 'send-to'])('%s', async (example) => {
    const lines = await run(example, 4);
    expect([...lines].sort()).toEqual([
      'note: hello',
      'note: hello',
      'note: hello to you',
      'note: hello to you',
    ]);
  });
});
