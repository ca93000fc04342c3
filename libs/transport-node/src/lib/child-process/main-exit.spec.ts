import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { bundleEntry } from '@culvert/harness';

// Real processes on a machine that others use too.
jest.setTimeout(60_000);

let file: string;
beforeAll(async () => {
  file = await bundleEntry(join(__dirname, '../../../testing/exit-main.ts'), { platform: 'node' });
});

/** The output of the child of a main process, once both have ended. */
async function heardOf(way: string, bytes: number): Promise<string> {
  const stdio = ['ignore', 'pipe', 'ignore'] as const;
  const main = spawn(process.execPath, [file, way, String(bytes)], { stdio: [...stdio] });
  let text = '';
  for await (const chunk of main.stdout) text += String(chunk);
  return text.trim();
}

describe('the last messages of main before it ends', () => {
  it.each(['exit', 'listener', 'close', 'error', 'killed behind close'])(
    'arrive in its child whole and in order, large or small: %s',
    async (way) => {
      for (const bytes of [11, 8 * 1024 * 1024]) {
        expect(await heardOf(way, bytes)).toBe(JSON.stringify(['first', bytes, 'last']));
      }
    },
  );

  it('are lost to a child that does not read, which delays main by one second at most', async () => {
    expect(await heardOf('stopped child', 8 * 1024 * 1024)).toBe('');
  });
});
