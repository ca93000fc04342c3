import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import { readExamples } from './read-examples.js';

const root = join(__dirname, '../../../..');
/**
 * A folder inside the workspace, so that `@culvert/…` and `@types/node` resolve as they do for a
 * user.
 */
const scratch = join(root, 'tools/repo/test-output/examples');
const documents = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .trim()
  .split('\n')
  // A spec of tools/packages runs these, from the tarballs that a reader would install.
  .filter((path) => !path.startsWith('docs/getting-started/'))
  .map((path) => ({ path, examples: readExamples(readFileSync(join(root, path), 'utf8')) }))
  .filter(({ examples }) => examples.files.size > 0 || examples.unnamed.length > 0);

describe('the examples in docs and in the READMEs of libs', () => {
  beforeAll(() => rmSync(scratch, { recursive: true, force: true }));

  it('are there', () => expect(documents.map(({ path }) => path)).toContain('docs/contracts.md'));

  describe.each(documents)('$path', ({ path, examples }) => {
    const folder = join(scratch, path.replaceAll(/\W/g, '-'));

    it('names every program, so that it can be run', () => expect(examples.unnamed).toEqual([]));

    it('compiles', () => {
      mkdirSync(folder, { recursive: true });
      for (const [name, content] of examples.files) writeFileSync(join(folder, name), content);
      const tsconfig = {
        extends: '../../../../../tsconfig.base.json',
        compilerOptions: {
          types: ['node'],
          noEmit: true,
          composite: false,
          declarationMap: false,
          skipLibCheck: false,
        },
        include: ['*.ts'],
      };
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
      expect(output(() => run(require.resolve('typescript/bin/tsc'), '-p', folder))).toBe('');
    }, 120_000);

    it('prints the output that the document gives', () => {
      for (const name of examples.files.keys()) bundle(join(folder, name));
      // Modules that its processes share may come before them.
      const [first] = examples.files.has('main.ts') ? ['main.ts'] : examples.files.keys();
      const printed = run(join(folder, 'out', basename(first!, '.ts') + '.js'));
      // Windows run at the same time: their lines are promised, but not the order of the lines.
      expect(printed.trim().split('\n').sort()).toEqual([...examples.output!].sort());
    }, 60_000);
  });
});

function bundle(file: string): void {
  buildSync({
    entryPoints: [file],
    // A folder of its own: beside the sources, an import of './contract.js' would find the bundle and not the source.
    outdir: join(dirname(file), 'out'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@culvert/source'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
}

function run(...args: readonly string[]): string {
  // The environment of the tests may ask for colours. The examples in documents have none.
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' };
  return execFileSync(process.execPath, args, { encoding: 'utf8', timeout: 50_000, env });
}

/** The output of a command. If the command fails, its output is the fault. */
function output(command: () => string): string {
  try {
    return command();
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}
