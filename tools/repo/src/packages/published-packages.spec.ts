import { readJsonFile, workspaceRoot } from '@nx/devkit';
import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { preProcessFile } from 'typescript';

type Ranges = Readonly<Record<string, string>>;

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly dependencies?: Ranges;
  readonly devDependencies?: Ranges;
  readonly peerDependencies?: Ranges;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional: boolean }>>;
}

const read = (file: string) => readFileSync(join(workspaceRoot, file), 'utf8');
const readManifest = (folder: string) => readJsonFile<Manifest>(join(workspaceRoot, folder, 'package.json'));
const foldersIn = (parent: string) =>
  readdirSync(join(workspaceRoot, parent)).map((name) => `${parent}/${name}`);

const packages = foldersIn('libs').map((folder) => ({ folder, ...readManifest(folder) }));
const names = new Set(packages.map(({ name }) => name));
const isSibling = ([name]: readonly [string, string]) => names.has(name);

// These libraries run in the process of an app. An app that needs the fix of one gets it without a
// release of Culvert.
const exactVersion = /^\d/;

describe('the published packages', () => {
  it('are eight, all of one version, and none is private', () => {
    expect(packages).toHaveLength(8);
    expect(new Set(packages.map(({ version }) => version)).size).toBe(1);
    expect(packages.filter((manifest) => manifest.private)).toEqual([]);
  });

  it.each(packages)(
    'have the facts of a registry page: $name',
    ({ folder, description, keywords, ...manifest }) => {
      expect(manifest).toMatchObject({
        license: 'MIT',
        author: 'The Culvert developers',
        homepage: `https://github.com/culvert-ipc/culvert/tree/main/${folder}#readme`,
        bugs: 'https://github.com/culvert-ipc/culvert/issues',
        repository: { type: 'git', url: 'git+https://github.com/culvert-ipc/culvert.git', directory: folder },
        publishConfig: { access: 'public' },
        engines: { node: '>=20.19' },
      });
      expect(description).toMatch(/^[A-Z].+\.$/);
      expect(keywords).toEqual(expect.arrayContaining(['ipc', 'rxjs', 'observable', 'reactive']));
      expect(new Set(keywords).size).toBe(keywords.length);
    },
  );

  it.each(packages)('carry the license of the repository: $name', ({ folder }) => {
    expect(read(`${folder}/LICENSE`)).toBe(read('LICENSE'));
  });

  it.each(packages)('accept later fixes of siblings and of other libraries: $name', (manifest) => {
    const ranges = Object.entries(manifest.dependencies ?? {});
    const siblings = [...ranges, ...Object.entries(manifest.devDependencies ?? {})].filter(isSibling);

    expect(ranges.filter(([, range]) => exactVersion.test(range))).toEqual([]);
    expect(siblings).toEqual(siblings.map(([name]) => [name, `^${manifest.version}`]));
  });

  it.each(packages)('ask only for RxJS, and leave every other peer to the app: $name', (manifest) => {
    const { peerDependencies = {}, peerDependenciesMeta = {} } = manifest;
    const peers = Object.keys(peerDependencies).filter((name) => name !== 'rxjs');

    expect(peerDependenciesMeta).toEqual(Object.fromEntries(peers.map((name) => [name, { optional: true }])));
    expect(['^7.8.0', undefined]).toContain(peerDependencies['rxjs']);
  });

  // Another workspace that takes a lib by `nx import` has only what the lib declares.
  it.each(packages)(
    'declare what their sources, specs and Jest import: $name',
    ({ folder, name, ...manifest }) => {
      const declared = new Set(
        Object.keys({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.peerDependencies }),
      );
      const missing = [...importsOf(folder)].filter(
        (imported) => imported !== name && !declared.has(imported),
      );

      expect(missing).toEqual([]);
      expect([...declared]).toEqual(expect.arrayContaining(['@types/jest', '@types/node', 'jest']));
    },
  );

  it('fit the private packages of the workspace in every version', () => {
    const privateFolders = [...foldersIn('apps'), ...foldersIn('tools')];
    const siblings = privateFolders.flatMap((folder) => {
      const { dependencies, devDependencies } = readManifest(folder);
      return Object.entries({ ...dependencies, ...devDependencies }).filter(isSibling);
    });

    expect(siblings.length).toBeGreaterThan(0);
    expect(siblings.filter(([, range]) => range !== '*')).toEqual([]);
  });
});

/** The npm packages that the files of a lib import. `events` is a builtin and a package: the lint of layers has it. */
function importsOf(folder: string): Set<string> {
  const files = readdirSync(join(workspaceRoot, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file}`)
    .filter((file) => /\.(ts|cjs)$/.test(file) && !/\/(dist|out-tsc|node_modules)\//.test(file));
  const specifiers = files.flatMap((file) =>
    preProcessFile(read(file), true, true).importedFiles.map(({ fileName }) => fileName),
  );
  const packageNames = specifiers
    .filter((specifier) => /^(@[a-z][\w-]*\/)?[a-z][\w-]*(\/|$)/.test(specifier) && !isBuiltin(specifier))
    .map((specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/'));
  return new Set(packageNames);
}
