import { workspaceRoot } from '@nx/devkit';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as rxjs from 'rxjs';
import { docstringExamples } from './docstring-examples.js';
import { exportsOf, importsFor, type Fragment, type NamedModule } from './fragments.js';

/*
 * Fragments are only compiled: each stands for a part of an app that a reader has. They are the `js` and `typescript`
 * blocks of pages, and the examples of docstrings. A page shows whole programs as `ts` blocks with a file name, and
 * examples.spec.ts runs those.
 */
const scratch = join(workspaceRoot, 'tools/repo/test-output/fragments');

const filesLike = (...patterns: string[]) =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...patterns], {
    cwd: workspaceRoot,
    encoding: 'utf8',
  })
    .trim()
    .split('\n')
    .filter((path) => existsSync(join(workspaceRoot, path)));
const read = (path: string) => readFileSync(join(workspaceRoot, path), 'utf8');

interface Block {
  readonly place: string;
  readonly language: string;
  readonly code: string;
  readonly isNamed: boolean;
}

// The pages of docs/api show the examples of docstrings again.
const blocks: readonly Block[] = filesLike('*.md')
  .filter((path) => !path.startsWith('docs/api/'))
  .flatMap((path) => {
    const page = read(path);
    return [...page.matchAll(/^( *)```(\w*)\n(.*?)^\1```$/gms)].map(({ index, 2: language, 3: code }) => ({
      place: `${path}:${page.slice(0, index).split('\n').length}`,
      language: language!,
      code: code!,
      isNamed: /`[^`\n]+`:\n\n$/.test(page.slice(0, index)),
    }));
  });
const isStep = (place: string) => place.startsWith('docs/getting-started/');
const inLanguage = (...languages: string[]) => blocks.filter(({ language }) => languages.includes(language));

const docstrings: readonly Fragment[] = filesLike('libs/*/src/*.ts')
  .filter((path) => !/\.(spec|type-spec)\.ts$/.test(path))
  .flatMap((path) =>
    docstringExamples(read(path)).map(({ line, code }) => ({ place: `${path}:${line}`, code })),
  );
const fragments: readonly Fragment[] = [
  ...docstrings,
  ...inLanguage('js').filter(({ place }) => !isStep(place)),
];

const entry = (specifier: string, ...source: string[]): NamedModule => ({
  specifier,
  names: new Set(source.flatMap((file) => [...exportsOf(join(workspaceRoot, 'libs', file))])),
});
const entriesByLib: Readonly<Record<string, readonly NamedModule[]>> = {
  core: [entry('@culvert/core/tracing', 'core/src/tracing.ts')],
  protocol: [entry('@culvert/protocol', 'protocol/src/index.ts')],
  router: [entry('@culvert/router', 'router/src/index.ts')],
  testing: [entry('@culvert/testing', 'testing/src/index.ts')],
  'transport-electron': [
    entry('@culvert/transport-electron/main', 'transport-electron/src/main.ts'),
    entry('@culvert/transport-electron/renderer', 'transport-electron/src/renderer.ts'),
  ],
  'transport-kit': [
    entry('@culvert/transport-kit', 'transport-kit/src/index.ts'),
    entry('@culvert/protocol', 'protocol/src/index.ts'),
  ],
  'transport-node': [entry('@culvert/transport-node', 'transport-node/src/index.ts')],
  'transport-web': [entry('@culvert/transport-web', 'transport-web/src/index.ts')],
};
const everywhere: readonly NamedModule[] = [
  ...entriesByLib['core']!,
  entry('@culvert/core', 'core/src/index.ts'),
  { specifier: 'rxjs', names: new Set(Object.keys(rxjs)) },
  { specifier: 'node:fs', names: new Set(['readFileSync', 'writeFileSync']) },
  { specifier: 'node:url', names: new Set(['fileURLToPath']) },
  { specifier: 'node:async_hooks', names: new Set(['AsyncLocalStorage']) },
  { specifier: 'ws', names: new Set(['WebSocketServer']) },
  { specifier: 'zod', names: new Set(['z']) },
  { specifier: 'esbuild', names: new Set(['build']) },
];
const threads: NamedModule = { specifier: 'node:worker_threads', names: new Set(['Worker']) };

function modulesFor(place: string): readonly NamedModule[] {
  const [, lib = '', file] = /^libs\/([^/]+)\/(.*\.ts)?/.exec(place) ?? [];
  const own = file === undefined ? [] : [join(workspaceRoot, 'libs', lib, file)];
  return [
    ...own.map((path) => ({ specifier: path.replace(/\.ts$/, '.js'), names: exportsOf(path) })),
    ...(entriesByLib[lib] ?? []),
    ...everywhere,
    // Pages have a Worker of their own.
    ...(lib === 'transport-web' ? [] : [threads]),
    ...entriesByLib['transport-node']!,
    ...entriesByLib['transport-web']!,
    ...(lib === '' ? entriesByLib['testing']! : []),
  ];
}

describe('the fragments of code', () => {
  let faults: readonly string[];

  // One program for all, because most of the time goes into the typings that they share.
  beforeAll(() => {
    rmSync(scratch, { recursive: true, force: true });
    mkdirSync(scratch, { recursive: true });
    fragments.forEach(({ place, code, language }, index) => {
      const imports = importsFor(code, modulesFor(place), scratch);
      writeFileSync(
        join(scratch, `fragment-${index}.${language === 'js' ? 'js' : 'ts'}`),
        `${imports}export {};\n${code}\n`,
      );
    });
    const tsconfig = {
      extends: '../../../../tsconfig.base.json',
      compilerOptions: {
        lib: ['es2023', 'dom', 'dom.iterable'],
        // Some fragments are tests of Jest.
        types: ['node', 'jest'],
        allowJs: true,
        checkJs: true,
        noEmit: true,
        composite: false,
        declarationMap: false,
        noUnusedLocals: false,
        noUnusedParameters: false,
        erasableSyntaxOnly: false,
        verbatimModuleSyntax: false,
        isolatedModules: false,
        // A `js` block declares no types.
        noImplicitAny: false,
        noUncheckedIndexedAccess: false,
      },
      include: ['*.ts', '*.js', '../../fragments/*.ts'],
    };
    writeFileSync(join(scratch, 'tsconfig.json'), JSON.stringify(tsconfig));
    writeFileSync(join(scratch, 'package.json'), JSON.stringify({ type: 'module' }));
    faults = compile();
  }, 180_000);

  it.each(fragments.map(({ place }, index) => [place, index] as const))('compile: %s', (_, index) => {
    const own = faults.filter((fault) => fault.startsWith(`fragment-${index}.`));
    // The argument of a call in a `js` block may be `undefined` or untyped, and the program still works.
    const isAccepted = (fault: string) => fault.includes('.js(') && fault.includes('error TS2345');
    expect(own.filter((fault) => !isAccepted(fault))).toEqual([]);
  });

  it('have no fault outside of them', () => {
    expect(faults.filter((fault) => /^\S/.test(fault) && !fault.startsWith('fragment-'))).toEqual([]);
  });
});

/** @returns the faults, a line for each; empty without any */
function compile(): readonly string[] {
  const args = [require.resolve('typescript/bin/tsc'), '-p', scratch, '--pretty', 'false'];
  try {
    return execFileSync(process.execPath, args, { cwd: scratch, encoding: 'utf8' })
      .split('\n')
      .filter(Boolean);
  } catch (error) {
    const { stdout } = error as { readonly stdout: string };
    // A compiler that crashed has found nothing.
    if (stdout === '') throw error;
    return stdout.split('\n').filter(Boolean);
  }
}

describe('the blocks of pages', () => {
  it('are in a language that a spec reads', () => {
    // A block without a language would be read by no spec. `text` is an output or a drawing. `html` and `http` have
    // no compiler.
    const known = ['ts', 'tsx', 'typescript', 'js', 'json', 'sh', 'text', 'html', 'http'];
    expect(blocks.filter(({ language }) => !known.includes(language)).map(({ place }) => place)).toEqual([]);
  });

  it.each(inLanguage('json').map(({ place, code }) => [place, code] as const))('are JSON: %s', (_, code) => {
    expect(() => void JSON.parse(code)).not.toThrow();
  });

  // A spec of tools/packages runs the steps of a getting-started page. A block there is a file of the project only if
  // a line with its name comes before it.
  it('are files with a name: docs/getting-started', () => {
    const programs = inLanguage('ts', 'tsx', 'typescript', 'js').filter(({ place }) => isStep(place));
    expect(programs.filter(({ isNamed }) => !isNamed).map(({ place }) => place)).toEqual([]);
  });

  it.each(
    inLanguage('sh')
      .filter(({ place }) => !isStep(place))
      .map(({ place, code }) => [place, code] as const),
  )('call scripts that exist: %s', (_, code) => {
    const { scripts } = JSON.parse(read('package.json')) as { readonly scripts: Record<string, string> };
    const called = [...code.matchAll(/\bnpm (?:run (?:-\S+ )*)?(?<name>[\w:-]+)/g)].map(
      ({ groups }) => groups!['name']!,
    );
    const own = [
      'ci',
      'install',
      'publish',
      'login',
      'create',
      'init',
      'pack',
      'pkg',
      ...Object.keys(scripts),
    ];
    expect(called.filter((name) => !own.includes(name))).toEqual([]);
  });
});
