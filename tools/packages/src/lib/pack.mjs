import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { entriesOf } from './entries.mjs';
import { publishedManifest } from './published-manifest.mjs';

export const workspaceRoot = join(import.meta.dirname, '../../../..');

/** The folders of the packages that are published. */
export const packageRoots = readdirSync(join(workspaceRoot, 'libs')).map((name) =>
  join(workspaceRoot, 'libs', name),
);

/**
 * Packs a bundled package as it is published. It packs a copy, so that tests which run at the same
 * time never read a changed package.json.
 *
 * @param {string} root The folder of the package.
 * @param {string} folder Takes the tarball.
 * @returns {string} The path of the tarball.
 * @throws {Error} If the package has not been bundled. If npm fails, with what it printed.
 */
export function packPackage(root, folder) {
  const manifest = readManifest(root);
  checkBundle(root, manifest);
  const copy = mkdtempSync(join(tmpdir(), 'culvert-pack-'));
  try {
    cpSync(root, copy, { recursive: true, filter: (path) => !isLeftOut(path.slice(root.length + 1)) });
    writeFileSync(join(copy, 'package.json'), JSON.stringify(publishedManifest(manifest), undefined, 2));
    const printed = execFileSync(
      'npm',
      ['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
      {
        cwd: copy,
        encoding: 'utf8',
      },
    );
    /** @type {{ filename: string }[]} */
    const [packed] = JSON.parse(printed);
    if (!packed) throw new Error(`npm packed nothing in ${root}.`);
    return join(folder, packed.filename);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/**
 * Packs every package that is published.
 *
 * @param {string} folder Takes the tarballs.
 * @returns {Record<string, string>} The path of each tarball, by the name of its package.
 * @throws {Error} If a package has not been bundled (`nx run-many -t bundle`).
 */
export function packLibs(folder) {
  return Object.fromEntries(packageRoots.map((root) => [readManifest(root).name, packPackage(root, folder)]));
}

/**
 * @param {string} root
 * @returns {import('./entries.mjs').Manifest}
 */
export const readManifest = (root) => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/**
 * @param {string} root
 * @param {import('./entries.mjs').Manifest} manifest
 */
function checkBundle(root, manifest) {
  for (const { name } of entriesOf(manifest)) {
    for (const extension of ['js', 'cjs', 'd.ts', 'd.cts']) {
      if (!existsSync(join(root, 'dist', `${name}.${extension}`)))
        throw new Error(`dist/${name}.${extension} is missing. Run: npx nx bundle ${manifest.name}`);
    }
  }
}

/** @param {string} path Relative to the package. */
const isLeftOut = (path) => /^(src|testing|out-tsc|test-output|node_modules)(\/|$)/.test(path);
