import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import type * as bundler from './bundle-entry.js';
import { bundleEntry } from './bundle-entry.js';

/** Runs without the colours that a task runner asks for, because they would be in the output. */
function run(file: string): string {
  const { FORCE_COLOR: _, ...env } = process.env;
  return execFileSync(process.execPath, [file], { encoding: 'utf8', env });
}

describe('bundleEntry', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'bundle-entry-'));
    writeFileSync(join(folder, 'half.ts'), 'export const half = (n: number): number => n / 2;');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function entry(source: string): string {
    const file = join(folder, 'entry.ts');
    writeFileSync(file, source);
    return file;
  }

  it('makes a module that a child process runs, with builtins left to Node', async () => {
    const file = entry(
      "import { basename } from 'node:path'; import { half } from './half.js'; console.log(basename('a/b'), half(84));",
    );
    const bundled = await bundleEntry(file, { platform: 'node' });
    expect(bundled).toMatch(/entry-[0-9a-f]{16}\.mjs$/);
    expect(run(bundled)).toBe('b 42\n');
  });

  it('makes a module that a worker runs', async () => {
    const file = entry(
      "import { parentPort } from 'node:worker_threads'; import { half } from './half.js'; parentPort!.postMessage(half(84));",
    );
    const worker = new Worker(await bundleEntry(file, { platform: 'node' }));
    const exit = once(worker, 'exit');
    expect(await once(worker, 'message')).toEqual([42]);
    await exit;
  });

  it('gives CommonJS packages the require that they call', async () => {
    writeFileSync(join(folder, 'old.cjs'), "module.exports = require('path').sep;");
    const file = entry("import sep from './old.cjs'; console.log(sep === '/' || sep === '\\\\');");
    const bundled = await bundleEntry(file, { platform: 'node' });
    expect(run(bundled)).toBe('true\n');
  });

  it('makes a script for a sandboxed preload, which requires only electron', async () => {
    const file = entry(
      "import { ipcRenderer } from 'electron'; import { half } from './half.js'; ipcRenderer.send(half(84));",
    );
    const bundled = await bundleEntry(file, { platform: 'preload' });
    expect(bundled).toMatch(/entry-[0-9a-f]{16}\.cjs$/);
    const sent: unknown[] = [];
    const required: string[] = [];
    const require = (name: string) => {
      required.push(name);
      return { ipcRenderer: { send: (value: unknown) => sent.push(value) } };
    };
    const wrapper = `(function (require, module, exports) {${readFileSync(bundled, 'utf8')}\n})`;
    const script = runInNewContext(wrapper) as (
      load: typeof require,
      module: object,
      exports: object,
    ) => void;
    script(require, {}, {});
    expect([required, sent]).toEqual([['electron'], [42]]);
  });

  it('replaces a module by its alias, even a builtin', async () => {
    const file = entry("import { half } from 'events'; console.log(half(84));");
    const bundled = await bundleEntry(file, { platform: 'node', alias: { events: join(folder, 'half.ts') } });
    expect(run(bundled)).toBe('42\n');
  });

  it('takes packages of the workspace from their sources', async () => {
    const packageFolder = join(folder, 'node_modules/lib');
    const manifest = {
      name: 'lib',
      exports: { '.': { '@culvert/source': './source.ts', default: './missing.js' } },
    };
    mkdirSync(packageFolder, { recursive: true });
    writeFileSync(join(packageFolder, 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(packageFolder, 'source.ts'), "export const from: string = 'source';");
    const bundled = await bundleEntry(entry("import { from } from 'lib'; document.title = from;"), {
      platform: 'browser',
    });
    expect(bundled).toMatch(/\.js$/);
    expect(readFileSync(bundled, 'utf8')).toContain('"source"');
  });

  it('writes the same file for the same sources', async () => {
    const file = entry('console.log(1);');
    const first = await bundleEntry(file, { platform: 'node' });
    // As another test file loads it.
    jest.resetModules();
    const other = jest.requireActual<typeof bundler>('./bundle-entry.js');
    const second = await other.bundleEntry(file, { platform: 'node' });
    expect(second).toBe(first);
  });

  it('bundles an entry once in a test file', async () => {
    const first = await bundleEntry(entry('console.log(1);'), { platform: 'node' });
    expect(await bundleEntry(entry('console.log(2);'), { platform: 'node' })).toBe(first);
    expect(await bundleEntry(entry('console.log(2);'), { platform: 'preload' })).not.toBe(first);
  });

  it('rejects with the place of an error', async () => {
    await expect(bundleEntry(entry("import './missing.js';"), { platform: 'node' })).rejects.toThrow(
      /entry\.ts/,
    );
  });
});
