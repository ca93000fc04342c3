import { readJsonFile, workspaceRoot } from '@nx/devkit';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type Ranges = Readonly<Record<string, string>>;

interface Manifest {
  readonly name: string;
  readonly license: string;
  readonly dependencies?: Ranges;
  readonly peerDependencies?: Ranges;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional: boolean }>>;
}

const manifestIn = (folder: string) => readJsonFile<Manifest>(join(workspaceRoot, folder, 'package.json'));
const libs = readdirSync(join(workspaceRoot, 'libs')).sort();
const page = readFileSync(join(workspaceRoot, 'docs/dependencies.md'), 'utf8');
const [installedPart = '', peerPart = ''] = page.split('\n## Peers\n');

/** The rows of a table, as `[package, libs, range, licence]`. The reason is for people. */
function rowsOf(part: string): string[][] {
  const rows = part.split('\n').filter((line) => line.startsWith('| `'));
  for (const row of rows) expect(row.split('|')[5]?.trim()).toMatch(/\w{3}/);
  return rows
    .map((row) =>
      row
        .replaceAll('`', '')
        .split('|')
        .slice(1, 5)
        .map((cell) => cell.trim()),
    )
    .sort();
}

/** The same rows, from the package.json files. */
function declared(group: 'dependencies' | 'peerDependencies'): string[][] {
  const users = new Map<string, { range: string; libs: string[] }>();
  for (const lib of libs) {
    const manifest = manifestIn(`libs/${lib}`);
    for (const [name, range] of Object.entries(manifest[group] ?? {})) {
      if (name.startsWith('@culvert/')) continue;
      const user = manifest.peerDependenciesMeta?.[name]?.optional ? `${lib}, optional` : lib;
      const { libs: others = [] } = users.get(name) ?? {};
      users.set(name, { range, libs: [...others, user] });
    }
  }
  return [...users]
    .map(([name, user]) => [
      name,
      user.libs.join(', '),
      user.range,
      manifestIn(`node_modules/${name}`).license,
    ])
    .sort();
}

describe('docs/dependencies.md', () => {
  it('has each package that an app installs with Culvert, its range, licence and reason', () => {
    expect(rowsOf(installedPart)).toEqual(declared('dependencies'));
  });

  it('has each peer, its range, licence and reason', () => {
    expect(rowsOf(peerPart)).toEqual(declared('peerDependencies'));
  });
});
