import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Mutant } from './mutant.js';

/**
 * The source of a file with the bug in it.
 *
 * @throws Error if the text of the bug is not there exactly once: the table is older than the file
 */
export function withBug({ name, file, find, replace }: Mutant, source: string): string {
  const count = source.split(find).length - 1;
  if (count !== 1) throw new Error(`${file} has the text of “${name}” ${count} times: ${find}`);
  return source.replace(find, () => replace);
}

/** Reads the file of a bug, and plants the bug in it. */
export function planted(root: string, mutant: Mutant): string {
  return withBug(mutant, readFileSync(join(root, mutant.file), 'utf8'));
}

/** The program of one hunt, for a worker thread: it posts what it finds. The lanes of transports are beside the core. */
function programFor(mutant: Mutant): string {
  const isLane = mutant.file.startsWith('libs/transport-kit/');
  const suite = isLane
    ? "import { laneSuite as suite } from './libs/transport-kit/testing/lanes.ts';"
    : "import { exploredSuite as suite } from './libs/testing/testing/explored-suite.ts';";
  return `${suite}
import { parentPort } from 'node:worker_threads';
import { hunt } from './libs/testing/testing/hunt.ts';
const wanted = ${JSON.stringify(mutant.exploration ?? '')};
parentPort.postMessage(hunt(suite.filter(({ name }) => wanted === '' || name === wanted)));`;
}

/** Bundles an explored suite and the libs from source, with one bug in them. The sources stay as they are. */
export async function bundleWith(root: string, mutant: Mutant): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: programFor(mutant), resolveDir: root, loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    conditions: ['@culvert/source'],
    // Drawn tests compare values with these, explorations do not.
    external: ['expect', '@jest/expect-utils', 'pretty-format'],
    logLevel: 'silent',
    plugins: [
      {
        name: 'plant',
        setup(bundle) {
          bundle.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
            if (path !== join(root, mutant.file)) return undefined;
            return { contents: withBug(mutant, await readFile(path, 'utf8')), loader: 'ts' };
          });
        },
      },
    ],
  });
  return outputFiles[0]!.text;
}
