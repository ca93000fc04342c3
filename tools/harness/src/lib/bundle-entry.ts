import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { buildSync, type BuildOptions } from 'esbuild';

export interface BundleOptions {
  /**
   * `node`: an `.mjs` for workers and child processes. `browser`: a `.js` for `<script
   * type="module">`. `preload`: a `.cjs` for Electron's sandbox, which requires only `electron`.
   */
  readonly platform: 'node' | 'browser' | 'preload';
  /** Replaces the import of each name, even of a Node builtin, by another module. */
  readonly alias?: Readonly<Record<string, string>>;
}

const EXTENSIONS = { node: 'mjs', browser: 'js', preload: 'cjs' } as const;

/** CommonJS packages that end up in an ES module still call `require` for Node's builtins. */
const REQUIRE_BANNER =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/**
 * Bundles a TypeScript entry with all its imports into one module in the system's temporary folder,
 * and returns its path. So workers, child processes and pages of a test run on sources, without an
 * earlier build.
 *
 * The file is named by its content. A test run without changes writes no new file, and two parallel
 * runs do not collide. A test file bundles an entry once, even if each of its tests asks for it.
 *
 * @throws esbuild's BuildFailure, with every error and its place
 *
 * @example
 * const worker = new Worker(await bundleEntry(join(__dirname, 'testing/echo-worker.ts'), {
 * platform: 'node' }));
 */
export function bundleEntry(file: string, { platform, alias = {} }: BundleOptions): Promise<string> {
  const key = JSON.stringify([file, platform, alias]);
  const path = bundled.get(key) ?? writeBundle(file, platform, alias);
  bundled.set(key, path);
  return path;
}

/** The paths of the bundles so far. Jest loads this module once for each test file. */
const bundled = new Map<string, Promise<string>>();

async function writeBundle(
  file: string,
  platform: BundleOptions['platform'],
  alias: Readonly<Record<string, string>>,
): Promise<string> {
  const code = bundle(file, platform, alias);
  const folder = join(tmpdir(), 'culvert-harness');
  const name = basename(file).replace(/\.[^.]+$/, '');
  const hash = createHash('sha256').update(code).digest('hex').slice(0, 16);
  const path = join(folder, `${name}-${hash}.${EXTENSIONS[platform]}`);
  await mkdir(folder, { recursive: true });
  // Renaming is atomic. A process that starts on the file of another test never sees half of it.
  const draft = `${path}.${process.pid}.${process.hrtime.bigint()}`;
  await writeFile(draft, code);
  await rename(draft, path);
  return path;
}

function optionsOf(platform: BundleOptions['platform']): BuildOptions {
  const define = { 'process.env.NODE_ENV': '"test"' };
  switch (platform) {
    case 'node':
      return { platform, banner: { js: REQUIRE_BANNER } };
    case 'browser':
      return { platform, define };
    case 'preload':
      return { platform: 'browser', format: 'cjs', external: ['electron'], define };
  }
}

/**
 * `buildSync`, because `build` leaves esbuild's service process running behind it. No source map: tests
 * do not read it, and each worker, child process and page would load its megabytes.
 */
function bundle(
  file: string,
  platform: BundleOptions['platform'],
  alias: Readonly<Record<string, string>>,
): string {
  const options: BuildOptions = {
    entryPoints: [file],
    outfile: 'entry.js',
    bundle: true,
    alias,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: ['@culvert/source'],
    jsx: 'automatic',
    logLevel: 'silent',
    ...optionsOf(platform),
  };
  const [output] = buildSync({ ...options, write: false }).outputFiles;
  if (output === undefined) throw new Error(`esbuild wrote nothing for ${file}.`);
  return output.text;
}
