import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import { readExamples, type Examples } from './read-examples.js';
import { runInChromium } from './run-in-chromium.js';

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
  .filter((path) => existsSync(join(root, path)) && !/^docs\/(getting-started|api)\//.test(path))
  .map((path) => ({ path, examples: readExamples(readFileSync(join(root, path), 'utf8')) }))
  .filter(({ examples }) => examples.files.size > 0 || examples.unnamed.length > 0);

// A program of a document ends at once, but the machine may be busy.
const TIMEOUT_MS = 110_000;

describe('the examples in docs and in the READMEs of libs', () => {
  let faults: string;

  // One compilation for all documents takes as long as one for each of them.
  beforeAll(() => {
    rmSync(scratch, { recursive: true, force: true });
    for (const { path, examples } of documents) {
      const folder = folderOf(path);
      mkdirSync(folder, { recursive: true });
      for (const [name, content] of examples.files) writeFileSync(join(folder, name), content);
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    }
    const seesDom = ({ examples }: (typeof documents)[number]) =>
      isForPage(examples) || needsElectron(examples);
    const forPages = documents.filter(seesDom);
    const others = documents.filter((document) => !seesDom(document));
    faults =
      compile('node', others, { types: ['node'] }) +
      compile('page', forPages, { types: ['node'], lib: ['es2023', 'dom'] });
  }, 2 * TIMEOUT_MS);

  it('are there', () => expect(documents.map(({ path }) => path)).toContain('docs/contracts.md'));

  describe.each(documents)('$path', ({ path, examples }) => {
    const folder = folderOf(path);

    it('names every program, so that it can be run', () => expect(examples.unnamed).toEqual([]));

    it('compiles', () => {
      expect(faults.split('\n').filter((fault) => fault.includes(`/${basename(folder)}/`))).toEqual([]);
    });

    // Electron's binary does not run everywhere, so these programs are only compiled.
    if (needsElectron(examples)) {
      it('gives no output that no test has seen', () => expect(examples.output).toBeUndefined());
      return;
    }

    it(
      'prints the output that the document gives',
      async () => {
        if (isForPage(examples)) {
          const lines = examples.output!.length;
          expect(await runInChromium(folder, [...examples.files.keys()], lines)).toEqual(examples.output);
          return;
        }
        for (const name of examples.files.keys()) bundle(join(folder, name));
        // Modules that its processes share may come before them.
        const [first] = examples.files.has('main.ts') ? ['main.ts'] : examples.files.keys();
        const printed = run(join(folder, 'out', basename(first!, '.ts') + '.js'));
        // Windows run at the same time: their lines are promised, but not the order of the lines.
        expect(printed.trim().split('\n').sort()).toEqual([...examples.output!].sort());
      },
      TIMEOUT_MS + 10_000,
    );
  });

  it('have no fault outside of the documents', () => {
    const folders = documents.map(({ path }) => `/${basename(folderOf(path))}/`);
    const isElsewhere = (fault: string) => !folders.some((folder) => fault.includes(folder));
    expect(faults.split('\n').filter((fault) => /^\S/.test(fault) && isElsewhere(fault))).toEqual([]);
  });
});

function folderOf(path: string): string {
  return join(scratch, path.replaceAll(/\W/g, '-'));
}

/** Main of such a page runs in the page. With a `main.ts`, main runs in Node or in Electron. */
function isForPage({ files }: Examples): boolean {
  return files.has('page.ts') && !files.has('main.ts');
}

function needsElectron({ files }: Examples): boolean {
  return [...files.values()].some((program) => program.includes('@culvert/transport-electron/'));
}

/** @returns the faults, a line for each: `path(1,2): error TS…`; empty without any */
function compile(name: string, compiled: typeof documents, options: object): string {
  const tsconfig = {
    extends: '../../../../tsconfig.base.json',
    compilerOptions: {
      ...options,
      noEmit: true,
      composite: false,
      declarationMap: false,
      skipLibCheck: false,
    },
    include: compiled.map(({ path }) => `${basename(folderOf(path))}/*.ts`),
  };
  const file = join(scratch, `tsconfig.${name}.json`);
  writeFileSync(file, JSON.stringify(tsconfig));
  try {
    return run(require.resolve('typescript/bin/tsc'), '-p', file);
  } catch (error) {
    const { status, stdout } = error as { status: number | null; stdout: string };
    // A compiler that did not end in time has found nothing yet.
    if (status === null) throw error;
    return stdout;
  }
}

function bundle(file: string): void {
  buildSync({
    entryPoints: [file],
    // A folder of its own: beside the sources, an import of './contract.js' would find the bundle and not the source.
    outdir: join(dirname(file), 'out'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    conditions: ['@culvert/source'],
    // It asks for its own folder, which no ES module has.
    external: ['expect', '@jest/expect-utils', 'pretty-format'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  });
}

function run(...args: readonly string[]): string {
  // The environment of the tests may ask for colours. The examples in documents have none.
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' };
  return execFileSync(process.execPath, args, { encoding: 'utf8', timeout: TIMEOUT_MS, env });
}
