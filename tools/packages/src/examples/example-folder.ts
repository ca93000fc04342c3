import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tarballsFolder } from '../pack-once.mjs';
import { serveTarballs } from './local-registry.js';
import { run } from './program.js';

export const workspace = join(__dirname, '../../../..');
const sources = join(workspace, 'examples');

/** The folders in `examples`. Each is a whole project. */
export const exampleNames = readdirSync(sources).filter((name) =>
  existsSync(join(sources, name, 'package.json')),
);

/** The files that an example has in git, without its README. */
export function filesOfExample(name: string): string[] {
  return readdirSync(join(sources, name), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(sources, name).length + 1))
    .filter((file) => file !== 'README.md' && !/^(node_modules|dist)\//.test(file));
}

export function readExample(name: string, file: string): string {
  return readFileSync(join(sources, name, file), 'utf8');
}

/** A temporary folder with a copy of every example, and their packages. */
export interface ExampleFolder {
  /** The folder of an example, or a new empty folder that sees the same packages. */
  of(name: string): string;
  remove(): void;
}

/**
 * Copies all examples into a temporary folder, and installs them from the tarballs that would be published. The copies
 * are npm workspaces of one folder: npm reads each package.json unchanged, and installs once for all of them. Packages
 * other than Culvert's come from the registry of the machine, or from npm's cache.
 *
 * @throws Error if a lib has not been bundled, or `npm install` fails
 */
export async function installExamples(): Promise<ExampleFolder> {
  // A path without links, as error texts print it.
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'culvert-examples-')));
  const root = join(folder, 'installed');
  for (const name of exampleNames) {
    cpSync(join(sources, name), join(root, name), {
      recursive: true,
      filter: (path) => !/\/(node_modules|dist)$/.test(path),
    });
  }
  writeFileSync(join(root, 'package.json'), JSON.stringify({ private: true, workspaces: exampleNames }));
  const tarballs = readdirSync(tarballsFolder).map((file) => join(tarballsFolder, file));
  const registry = await serveTarballs(tarballs);
  try {
    writeFileSync(join(root, '.npmrc'), `@culvert:registry=${registry.url}\n`);
    await run('npm install --prefer-offline --no-audit --no-fund', root);
  } finally {
    registry.close();
  }
  return {
    of: (name) => join(root, name),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
