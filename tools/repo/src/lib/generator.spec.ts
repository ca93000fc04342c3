import type { Tree } from '@nx/devkit';
import { readJson, readJsonFile, workspaceRoot, writeJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readProjects } from '../lint/projects.mjs';
import type { LibOptions } from './generator.js';
import libGenerator from './generator.js';

type Json = Record<string, unknown>;

function emptyWorkspace(): Tree {
  const tree = createTreeWithEmptyWorkspace();
  writeJson(tree, 'tsconfig.json', { files: [], references: [] });
  return tree;
}

function generated(options: LibOptions): Tree {
  const tree = emptyWorkspace();
  libGenerator(tree, options);
  return tree;
}

function without(json: Json, ...keys: readonly string[]): Json {
  return Object.fromEntries(Object.entries(json).filter(([key]) => !keys.includes(key)));
}

// The preset has no sources to compile, and the tools of the repository have scripts in JavaScript.
const otherShapes = ['@culvert/repo', '@culvert/packages', '@culvert/reference', '@culvert/jest-preset'];
const shapedProjects = readProjects(workspaceRoot)
  .filter(({ name, root }) => !root.startsWith('apps/') && !otherShapes.includes(name))
  .map((project) => ({ ...project, folder: project.root.slice(project.root.indexOf('/') + 1) }));

describe('the lib generator', () => {
  const radio: LibOptions = {
    name: 'radio',
    layer: 'transport',
    platform: 'web',
    description: 'By "radio".',
  };

  it('writes a whole lib', () => {
    const tree = generated(radio);

    expect(tree.children('libs/radio').sort()).toEqual([
      'LICENSE',
      'README.md',
      'jest.config.cjs',
      'package.json',
      'src',
      'tsconfig.json',
      'tsconfig.lib.json',
      'tsconfig.spec.json',
    ]);
    expect(tree.children('libs/radio/src').sort()).toEqual(['index.spec.ts', 'index.ts']);
    expect(readJson(tree, 'libs/radio/package.json')).toMatchObject({
      name: '@culvert/radio',
      description: 'By "radio".',
      nx: { tags: ['layer:transport', 'platform:web'] },
    });
  });

  it.each([
    ['neutral', undefined, undefined],
    ['node', undefined, ['node']],
    ['web', ['es2023', 'dom'], undefined],
    ['electron', ['es2023', 'dom'], ['node']],
  ] as const)('lets a %s lib see only the globals of its platform', (platform, lib, types) => {
    const tree = generated({ ...radio, platform });

    const { compilerOptions } = readJson<{ compilerOptions: Json }>(tree, 'libs/radio/tsconfig.lib.json');
    expect(compilerOptions['lib']).toEqual(lib);
    expect(compilerOptions['types']).toEqual(types);
  });

  it('writes a tool to tools/, private', () => {
    const tree = generated({ name: 'anvil', layer: 'tool', platform: 'node' });

    expect(readJson(tree, 'tools/anvil/package.json')).toMatchObject({ private: true });
    expect(tree.exists('libs/anvil')).toBe(false);
  });

  it('refers to the lib in the root tsconfig, once', () => {
    const tree = generated(radio);
    libGenerator(tree, radio);

    expect(readJson(tree, 'tsconfig.json')).toEqual({ files: [], references: [{ path: './libs/radio' }] });
  });

  it('adds what an existing lib lacks and keeps what it has', () => {
    const tree = emptyWorkspace();
    tree.write('libs/radio/src/index.ts', 'export const mine = true;\n');
    libGenerator(tree, radio);

    expect(tree.read('libs/radio/src/index.ts', 'utf8')).toBe('export const mine = true;\n');
    expect(tree.exists('libs/radio/tsconfig.lib.json')).toBe(true);
  });

  it.each(['neutral', 'node', 'web', 'electron'] as const)('leaves a %s lib formatted', (platform) => {
    const folder = mkdtempSync(join(tmpdir(), 'culvert-lib-'));
    try {
      for (const layer of ['feature', 'tool']) {
        for (const { path, content } of generated({ ...radio, layer, platform }).listChanges()) {
          if (!content || !path.includes('/radio/')) continue;
          mkdirSync(dirname(join(folder, path)), { recursive: true });
          writeFileSync(join(folder, path), content);
        }
      }
      const prettier = join(workspaceRoot, 'node_modules/prettier/bin/prettier.cjs');
      const config = join(workspaceRoot, '.prettierrc');
      const check = spawnSync(process.execPath, [prettier, '--check', '--config', config, folder], {
        encoding: 'utf8',
      });

      expect(`${check.stdout}${check.stderr}`).toContain('All matched files use Prettier code style!');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the house', () => {
  it('has the shape that the generator writes: protocol, file by file', () => {
    const tree = generated({ name: 'protocol', layer: 'protocol', platform: 'neutral' });
    const ofProtocol = (file: string) => join(workspaceRoot, 'libs/protocol', file);
    const own = ['description', 'keywords', 'dependencies', 'peerDependencies', 'devDependencies'];

    expect(without(readJsonFile<Json>(ofProtocol('package.json')), ...own)).toEqual(
      without(readJson<Json>(tree, 'libs/protocol/package.json'), ...own),
    );
    for (const file of ['tsconfig.json', 'tsconfig.lib.json', 'tsconfig.spec.json']) {
      expect(without(readJsonFile<Json>(ofProtocol(file)), 'references')).toEqual(
        without(readJson<Json>(tree, `libs/protocol/${file}`), 'references'),
      );
    }
    expect(readFileSync(ofProtocol('jest.config.cjs'), 'utf8')).toBe(
      tree.read('libs/protocol/jest.config.cjs', 'utf8'),
    );
  });

  // A lib may have more, such as further entries, dependencies or compiler options. It may have an
  // entry with a side effect, or other entries instead of the one. Nothing else may differ.
  it.each(shapedProjects)(
    'has the shape that the generator writes: $name',
    ({ root, folder, layer, platform }) => {
      const tree = generated({ name: folder, layer, platform: platform as LibOptions['platform'] });

      for (const file of ['package.json', 'tsconfig.json', 'tsconfig.lib.json', 'tsconfig.spec.json']) {
        expect(readJsonFile<Json>(join(workspaceRoot, root, file))).toMatchObject(
          without(
            readJson<Json>(tree, `${root}/${file}`),
            'description',
            'keywords',
            'references',
            'exports',
            'main',
            'types',
            'sideEffects',
            'files',
          ),
        );
      }
      const { bin, exports, files, sideEffects } = readJsonFile<Json>(
        join(workspaceRoot, root, 'package.json'),
      );
      const { files: usual } = readJson<Json>(tree, `${root}/package.json`);
      expect(files).toEqual(bin === undefined ? usual : ['bin', ...(usual as string[])]);
      expect(exports).toMatchObject({ './package.json': './package.json' });
      expect(sideEffects === false || Array.isArray(sideEffects)).toBe(true);
      expect(readFileSync(join(workspaceRoot, root, 'jest.config.cjs'), 'utf8')).toContain(
        '@culvert/jest-preset',
      );
    },
  );
});
