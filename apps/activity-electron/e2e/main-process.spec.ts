import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { bundleEntry } from '@culvert/harness';

const dataDir = mkdtempSync(join(tmpdir(), 'activity-electron-'));
afterAll(() => rmSync(dataDir, { recursive: true }));

/**
 * An environment without the colours that a task runner asks for, because they would be in the
 * output.
 */
const { FORCE_COLOR: _force, NO_COLOR: _no, ...plain } = process.env;

/** Imports of electron get the stub. */
const stub = pathToFileURL(join(__dirname, 'electron-stub.mjs')).href;
const hooks = `export const resolve = (name, context, next) => next(name === 'electron' ? '${stub}' : name, context);`;
const register = `import { register } from 'node:module'; register('data:text/javascript,${encodeURIComponent(hooks).replaceAll("'", '%27')}');`;

describe('the built app, with a stub in place of Electron', () => {
  it('serves its page under its scheme, isolated, and main answers it over what was exposed', async () => {
    const page = await bundleEntry(join(__dirname, 'stub-page.ts'), { platform: 'node' });
    const child = spawn(
      process.execPath,
      [
        '--import',
        `data:text/javascript,${encodeURIComponent(register)}`,
        join(__dirname, '../dist/main.js'),
      ],
      { env: { ...plain, PAGE: page, DATA_DIR: dataDir }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const said: string[] = [];
    let failure = '';
    child.stderr.on('data', (chunk: Buffer) => (failure += chunk.toString()));
    for await (const line of createInterface(child.stdout)) {
      said.push(line);
      if (line === 'done') break;
    }
    child.kill();
    await once(child, 'close');
    expect(failure).toBe('');
    expect(said).toEqual([
      expect.stringContaining('"scheme":"activity"'),
      expect.stringMatching(/^window .*"contextIsolation":true,"sandbox":true,"nodeIntegration":false/),
      'loaded 200 Activity',
      'id 1',
      'settings true',
      'windows [1]',
      'sample "object"',
      'refused "ERR_CULVERT_NOT_EXPOSED"',
      'done',
    ]);
  });
});
