import { workspaceRoot } from '@nx/devkit';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { preProcessFile } from 'typescript';
import { coreFloors } from './folders.mjs';

/** Sources, without specs and declarations. */
function sources(): string[] {
  return ['libs', 'apps', 'tools']
    .flatMap((kind) =>
      readdirSync(join(workspaceRoot, kind)).map((name) => join(workspaceRoot, kind, name, 'src')),
    )
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
    )
    .filter((file) => /\.tsx?$/.test(file) && !/\.(spec|type-spec|d)\.tsx?$/.test(file));
}

/** The files that one file imports by a relative path, whether values or types. */
function importsOf(file: string): string[] {
  const { importedFiles } = preProcessFile(readFileSync(file, 'utf8'));
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .flatMap(({ fileName }) => {
      const target = join(dirname(file), fileName).replace(/\.js$/, '');
      return ['.ts', '.tsx'].map((extension) => target + extension).filter((path) => existsSync(path));
    });
}

/**
 * Circles of imports, each as the files on it. The search is depth first, and a file that is
 * already on the path closes a circle.
 */
function circles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const way: string[] = [];
  const visit = (file: string): void => {
    const start = way.indexOf(file);
    if (start >= 0) {
      found.push([...way.slice(start), file].map((path) => relative(workspaceRoot, path)).join(' → '));
      return;
    }
    if (done.has(file)) return;
    way.push(file);
    for (const next of graph.get(file) ?? []) visit(next);
    way.pop();
    done.add(file);
  };
  for (const file of graph.keys()) visit(file);
  return found;
}

const importGraph = (files: readonly string[]) => new Map(files.map((file) => [file, importsOf(file)]));

describe('the sources', () => {
  const files = sources();
  const graph = importGraph(files);

  it('have no circle of imports, those of types included', () => {
    expect(files.length).toBeGreaterThan(300);
    expect([...graph.values()].flat().length).toBeGreaterThan(1_000);
    expect(circles(graph)).toEqual([]);
  });

  it('show the circle where there is one', () => {
    const inRoot = (files: string[]) => files.map((file) => join(workspaceRoot, file));
    const ring = new Map([
      [join(workspaceRoot, 'a'), inRoot(['b'])],
      [join(workspaceRoot, 'b'), inRoot(['c'])],
      [join(workspaceRoot, 'c'), inRoot(['b'])],
    ]);
    expect(circles(ring)).toEqual(['b → c → b']);
  });
});

describe('the folders of core', () => {
  const root = join(workspaceRoot, 'libs/core/src/lib');
  const folderOf = (file: string) => relative(root, file).split('/')[0]!;
  const floorOf = (folder: string) => coreFloors.findIndex((folders) => folders.includes(folder));

  it('have at most thirty arrows of import between them, each to a lower floor', () => {
    const arrows = new Set<string>();
    for (const [file, imports] of importGraph(sources())) {
      if (!file.startsWith(root)) continue;
      for (const target of imports) arrows.add(`${folderOf(file)} → ${folderOf(target)}`);
    }
    const between = [...arrows].map((arrow) => arrow.split(' → ')).filter(([from, to]) => from !== to);
    // Entries are on no floor: no folder imports one.
    const isDown = ([from, to]: string[]) => floorOf(to!) >= 0 && floorOf(to!) < floorOf(from!);
    expect(between.filter((arrow) => !isDown(arrow))).toEqual([]);
    expect(between.length).toBeGreaterThan(20);
    expect(between.length).toBeLessThanOrEqual(30);
  });

  it('have a floor, each of them', () => {
    const folders = readdirSync(join(workspaceRoot, 'libs/core/src/lib'));
    expect(coreFloors.flat().sort()).toEqual(folders.sort());
  });
});
