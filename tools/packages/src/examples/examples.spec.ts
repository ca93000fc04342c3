import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchChromium, type Browser } from '@culvert/harness';
import { freePort, openPage, shows, startServer } from './browser-example.js';
import {
  exampleNames,
  filesOfExample,
  installExamples,
  readExample,
  workspace,
  type ExampleFolder,
} from './example-folder.js';
import { startOnFakeElectron } from './electron-example.js';
import { copyOf, faults } from './faults.js';
import { endPrograms, run, type Program } from './program.js';
import { errorTextsOf, filesOf, outputOf, readSteps } from './read-page.js';

const readPage = (path: string) => readFileSync(join(workspace, path), 'utf8');
const pageOf = (name: string) => readPage(`docs/getting-started/${name}.md`);

let examples: ExampleFolder | undefined;
let browser: Browser | undefined;
/** The first commands of each page, started together because each waits for the compiler. */
const built = new Map<string, Promise<Program>>();
const firstCommands = {
  'node-workers': 'npm start',
  'child-process': 'npm start',
  electron: 'npm run build',
  'own-transport': 'npx tsc',
};

beforeAll(async () => {
  [examples, browser] = await Promise.all([installExamples(), launchChromium()]);
  for (const [name, command] of Object.entries(firstCommands)) {
    const program = run(command, examples.of(name));
    // Each test that awaits it reports its failure.
    program.catch(() => undefined);
    built.set(name, program);
  }
}, 180_000);
afterAll(async () => {
  await Promise.all([endPrograms(), browser?.close()]);
  examples?.remove();
});
jest.setTimeout(120_000);

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Two processes print at the same time: their lines are promised, but not the order of the lines. */
const sorted = (lines: readonly string[]) => [...lines].sort();

/** The whole suite takes a minute. These themes show that the packages, the fixture and the transport work. */
const partOfSuite =
  '(name, body) => /^(transport: .*|electronJson|send|order|channels)$/.test(name) ? describe(name, body) : undefined';

const isInstall = (command: string) => command.startsWith('npm install ');

/** The packages that a source imports, without Node's own. */
function packagesIn(source: string): string[] {
  const names = [...source.matchAll(/ from '(?<name>(?:@[\w-]+\/)?[\w-]+)[^']*';/g)].map(
    ({ groups }) => groups!['name']!,
  );
  return [...new Set(names.filter((name) => name !== 'node'))].sort();
}

/** Finds a text with any port, and any path in the place of `…`. */
function patternOf(text: string): RegExp {
  const escaped = text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(escaped.replaceAll('…', '.*').replaceAll('5173', '\\d+'));
}

describe.each(exampleNames)('the page of examples/%s', (name) => {
  it('shows every file of the example, as it is', () => {
    const files = filesOfExample(name).map((file) => [file, readExample(name, file)] as const);
    expect(Object.fromEntries(filesOf(readSteps(pageOf(name))))).toEqual(Object.fromEntries(files));
  });

  it('names every package that the example imports, because all examples share one install here', () => {
    const { dependencies, devDependencies } = JSON.parse(readExample(name, 'package.json')) as Manifest;
    const sources = filesOfExample(name).filter((file) => file.endsWith('.ts'));
    const imported = sources.flatMap((file) => packagesIn(readExample(name, file)));
    expect(Object.keys({ ...dependencies, ...devDependencies })).toEqual(expect.arrayContaining(imported));
  });
});

describe.each(['node-workers', 'child-process'])('examples/%s', (name) => {
  it('prints on npm start what its page shows', async () => {
    const { output } = (await built.get(name))!;
    expect(sorted(output)).toEqual(sorted(outputOf(readSteps(pageOf(name)), 'npm start')));
  });
});

describe('examples/node-workers', () => {
  it('passes its marble test on npm test', async () => {
    const { output } = await run('npm test', examples!.of('node-workers'));
    expect(output.join('\n')).toContain('# pass 1');
  });
});

describe('an example with @culvert/testing', () => {
  it('has the command culvert-marbles', async () => {
    const { output } = await run('npx culvert-marbles --help', examples!.of('own-transport'));
    expect(output[0]).toBe('Usage: culvert-marbles LOG [options]');
  });
});

describe('examples/own-transport', () => {
  it('passes its bounds, and a part of the conformance suite, as npm test does with all of it', async () => {
    const folder = examples!.of('own-transport');
    await built.get('own-transport');
    const globals = ['dist/test-globals.js', 'describe,\n', `describe: ${partOfSuite},\n`] as const;
    const { output } = await run('node --test dist/*.spec.js', copyOf(folder, folder, globals));
    const figure = (name: string) =>
      Number(output.find((line) => line.startsWith(`# ${name} `))?.split(' ')[2]);
    expect(figure('pass')).toBeGreaterThan(30);
    expect(figure('fail')).toBe(0);
  });
});

describe('examples/electron', () => {
  const steps = readSteps(pageOf('electron'));

  it('builds, and prints what its page shows, on a fake of Electron', async () => {
    console.log(
      'Electron itself is not run: its binary cannot be had everywhere. This is the fake of transport-electron.',
    );
    const folder = examples!.of('electron');
    await built.get('electron');
    const app = await startOnFakeElectron(folder);
    await app.until(/^page: memory \d+$/);
    await app.end();
    const lines = app.output.filter((line) => !line.startsWith('page: '));
    expect(lines).toEqual(steps.flatMap((step) => (step.kind === 'run' ? step.output : [])));
  });
});

describe('examples/browser', () => {
  it('shows one count in all pages, over a reload and a new start of the server', async () => {
    const folder = examples!.of('browser');
    const env = { PORT: String(await freePort()), TOKEN: 'the-token' };
    const { program, address } = await startServer('npm start', folder, env);
    const [shown] = outputOf(readSteps(pageOf('browser')), 'npm start');
    expect(`Open ${address}`).toBe(shown!.replace('5173', env.PORT).replace('…', env.TOKEN));

    const first = await openPage(browser!, address);
    await shows(first, 'count', /^0$/);
    await shows(first, 'status', /^This page is renderer 1$/);
    const second = await openPage(browser!, address);
    await shows(second, 'status', /^This page is renderer 2$/);
    await first.click('#add');
    await shows(first, 'count', /^1$/);
    await shows(second, 'count', /^1$/);
    expect(second.url()).toBe(`http://localhost:${env.PORT}/`);
    await second.reload();
    await shows(second, 'status', /^This page is renderer 3$/);
    await shows(second, 'count', /^1$/);

    await program.end();
    await shows(first, 'status', /connection/);
    const again = await startServer('node dist/server.js', folder, env);
    await shows(first, 'count', /^0$/);
    await again.program.end();
  });
});

describe.each(exampleNames)('the errors on the page of examples/%s', (name) => {
  it('have the texts that the mistakes show', async () => {
    const texts = errorTextsOf(pageOf(name));
    const made = faults[name]!;
    expect(texts).toHaveLength(made.length);
    await built.get(name);
    const shown = made.map(async (make, index) => {
      const program = await make(examples!.of(name), browser!);
      await program.until(patternOf(texts[index]!));
      await program.end();
    });
    await Promise.all(shown);
  });
});

describe('README.md', () => {
  const steps = readSteps(readPage('README.md'));
  const [name, program] = [...filesOf(steps)][0]!;

  it('installs what its program imports', () => {
    const install = steps.flatMap((step) => (step.kind === 'run' ? step.commands : [])).find(isInstall);
    expect(packagesIn(program)).toEqual(install!.split(' ').slice(2).sort());
  });

  it('has a program that runs in an empty folder, and prints what it shows', async () => {
    const folder = examples!.of('readme');
    mkdirSync(folder);
    writeFileSync(join(folder, name), program);
    const { output } = await run(`node ${name}`, folder);
    expect(sorted(output)).toEqual(sorted(outputOf(steps, `node ${name}`)));
  });
});
