import { cpSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from '@culvert/harness';
import { freePort, openPage, startServer } from './browser-example.js';
import { startOnFakeElectron } from './electron-example.js';
import { Program } from './program.js';

/** Makes a mistake in an example that has been built, and starts it. The program prints the text of that mistake. */
export type Fault = (folder: string, browser: Browser) => Promise<Program>;

/** A text of a file, and its replacement. Without a text, the whole file is replaced. */
type Edit = readonly [file: string, from: string, to: string];

const silent = 'setInterval(() => {}, 1000);';
const withStructured = ['import { createRenderer }', 'import { createRenderer, structured }'] as const;
const codec = [
  'createRenderer(parentTransport()',
  'createRenderer(parentTransport(), { codec: structured }',
] as const;
const inspected = [
  'const main = createMain();',
  'const main = createMain();\nmain.inspect$.subscribe(({ detail }) => console.log(detail));',
] as const;
const worker = 'expose(createRenderer(parentTransport()), numbers, handlers);';

/** Mistakes by page, in the order of the items under “If it does not work”. */
export const faults: Readonly<Record<string, readonly Fault[]>> = {
  'node-workers': [
    // Above the packages of the examples.
    (folder) => start(copyOf(folder, join(folder, '../..'))),
    inNode(['dist/main.js', './worker.js', './worker.ts']),
    (folder) =>
      start(
        copyOf(folder, folder, ['package.json', '"type": "module",', '']),
        'node ../../node_modules/typescript/bin/tsc',
      ),
    inNode(['dist/worker.js', worker, 'createRenderer(parentTransport());']),
    inNode(['dist/worker.js', '', '']),
    inNode(
      ['dist/worker.js', ...withStructured],
      ['dist/worker.js', ...codec],
      ['dist/main.js', ...inspected],
    ),
    inNode(['dist/worker.js', '', silent], ['dist/main.js', '(97)', '(97, { timeout: 2000 })']),
  ],
  'child-process': [
    (folder) => start(folder, 'node dist/child.js'),
    inNode(['dist/main.js', './child.js', './child.ts']),
    inNode(['dist/main.js', "on('settings'", "on('others'"]),
    inNode(
      ['dist/main.js', 'forkRenderer(', 'fork('],
      ['dist/main.js', 'import { defer', "import { fork } from 'node:child_process';\nimport { defer"],
    ),
    inNode(['dist/child.js', 'expose(renderer, clock,', 'void (']),
    inNode(['dist/child.js', ...withStructured], ['dist/child.js', ...codec], ['dist/main.js', ...inspected]),
    inNode(
      ['dist/child.js', '', silent],
      ['dist/main.js', '.ticks()', '.ticks(undefined, { timeout: 2000 })'],
    ),
  ],
  browser: [
    inBrowser('#wrong'),
    inBrowser('#the-token', ['dist/server.js', '[origin]', '[]']),
    inBrowser('#wrong'),
    inBrowser(
      '#the-token',
      ['dist/server.js', 'createMain()', 'createMain({ codec: structured })'],
      ['dist/server.js', 'import { createMain }', 'import { createMain, structured }'],
    ),
    inBrowser('#the-token', ['dist/server.js', 'expose(main, counter,', 'void (']),
    async (folder) => {
      const env = { PORT: String(await freePort()) };
      const { program } = await startServer('node dist/server.js', folder, env);
      const second = start(folder, 'node dist/server.js', env);
      void (await second).ended.then(() => program.end());
      return second;
    },
  ],
  'own-transport': [
    (folder) =>
      start(
        copyOf(folder, folder, ['dist/conformance.spec.js', "import './test-globals.js';", '']),
        'node dist/conformance.spec.js',
      ),
  ],
  electron: [
    inElectron(['dist/main.js', '{ preload }', '{}']),
    inElectron(['dist/preload.cjs', '"system/*"', '"other/*"']),
    inElectron([
      'dist/main.js',
      'MessageChannelMain });',
      "MessageChannelMain }, { origins: ['app://other'] });",
    ]),
    inElectron(['dist/main.js', 'expose(main, system,', 'void (']),
  ],
};

function inNode(...edits: readonly Edit[]): Fault {
  return (folder) => start(copyOf(folder, folder, ...edits));
}

function inElectron(...edits: readonly Edit[]): Fault {
  return (folder) => startOnFakeElectron(copyOf(folder, folder, ...edits));
}

/** The text of the page is among the lines of the program, as soon as the page shows it. */
function inBrowser(hash: string, ...edits: readonly Edit[]): Fault {
  return async (folder, browser) => {
    const env = { PORT: String(await freePort()), TOKEN: 'the-token' };
    const copy = copyOf(folder, folder, ...edits);
    const { program, address } = await startServer('node dist/server.js', copy, env);
    const page = await openPage(browser, address.replace(/#.*/, hash));
    const status = page.locator('#status', { hasNotText: 'Connecting' });
    await status.waitFor();
    program.print((await status.textContent()) ?? '');
    await page.context().close();
    return program;
  };
}

async function start(
  folder: string,
  command = 'node dist/main.js',
  env?: NodeJS.ProcessEnv,
): Promise<Program> {
  return new Program(`exec ${command}`, folder, env);
}

/** Copies the built example into another folder, and makes the mistake there. */
export function copyOf(folder: string, parent: string, ...edits: readonly Edit[]): string {
  const copy = mkdtempSync(join(parent, 'fault-'));
  const names = ['dist', 'src', 'package.json', 'tsconfig.json', 'index.html'];
  for (const name of names.filter((each) => existsSync(join(folder, each)))) {
    cpSync(join(folder, name), join(copy, name), { recursive: true });
  }
  for (const [file, from, to] of edits) {
    const text = readFileSync(join(copy, file), 'utf8');
    if (!text.includes(from)) throw new Error(`${file} has no ${from}.`);
    writeFileSync(join(copy, file), from === '' ? to : text.replace(from, to));
  }
  return copy;
}
