import { readJsonFile, workspaceRoot } from '@nx/devkit';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { layers, platforms } from './layers.mjs';
import { readProjects } from './projects.mjs';

interface Problem {
  readonly ruleId: string | null;
  readonly message: string;
}

interface GeneratorSchema {
  readonly properties: Readonly<Record<'layer' | 'platform', { readonly enum: readonly string[] }>>;
}

interface Case {
  readonly title: string;
  readonly filePath: string;
  readonly text: string;
  /** Absent: no error is allowed. */
  readonly expected?: { readonly ruleId: string; readonly message: RegExp };
}

const boundaryRule = '@nx/enforce-module-boundaries';

/** Types do not matter here. A test text imports a module that its file may not import. */
const reexport = (specifier: string) => `export * from '${specifier}';\n`;

const cases: readonly Case[] = [
  {
    title: 'router → protocol and immer',
    filePath: 'libs/router/src/index.ts',
    text: `${reexport('@culvert/protocol')}${reexport('immer')}`,
  },
  {
    title: 'core → router, rxjs and the npm package events',
    filePath: 'libs/core/src/index.ts',
    text: `${reexport('@culvert/router')}${reexport('rxjs')}${reexport('events')}`,
  },
  {
    title: 'transport-node → node:net',
    filePath: 'libs/transport-node/src/index.ts',
    text: reexport('node:net'),
  },
  {
    title: 'transport-web → window',
    filePath: 'libs/transport-web/src/index.ts',
    text: 'export const page = window.location.href;\n',
  },
  {
    title: 'a spec of transport-web → the harness, transport-node and node:net',
    filePath: 'libs/transport-web/src/index.spec.ts',
    text: ['@culvert/harness', '@culvert/transport-node', 'node:net'].map(reexport).join(''),
  },
  {
    title: 'wrong layer: testing → the harness',
    filePath: 'libs/testing/src/index.ts',
    text: reexport('@culvert/harness'),
    expected: {
      ruleId: boundaryRule,
      message: /"layer:testing" can only depend on libs tagged with "layer:protocol"/,
    },
  },
  {
    title: 'wrong layer: transport-web → router',
    filePath: 'libs/transport-web/src/index.ts',
    text: reexport('@culvert/router'),
    expected: { ruleId: boundaryRule, message: /"layer:transport" can only depend on/ },
  },
  {
    title: 'wrong layer: anything but a spec → the harness',
    filePath: 'libs/transport-node/src/index.ts',
    text: reexport('@culvert/harness'),
    expected: { ruleId: boundaryRule, message: /"layer:transport" can only depend on/ },
  },
  {
    title: 'wrong platform: node → web',
    filePath: 'tools/repo/src/examples/read-examples.ts',
    text: reexport('@culvert/transport-web'),
    expected: { ruleId: boundaryRule, message: /"platform:node" can only depend on/ },
  },
  {
    title: 'a cycle of projects: protocol → router',
    filePath: 'libs/protocol/src/index.ts',
    text: reexport('@culvert/router'),
    expected: {
      ruleId: boundaryRule,
      message: /Circular dependency between "@culvert\/protocol" and "@culvert\/router"/,
    },
  },
  {
    title: 'a cycle of projects, in a spec: core → testing',
    filePath: 'libs/core/src/index.spec.ts',
    text: reexport('@culvert/testing'),
    expected: { ruleId: boundaryRule, message: /Circular dependency between "@culvert\/core" and/ },
  },
  {
    title: 'a cycle of files',
    filePath: 'tools/repo/src/lint/layers.mjs',
    text: reexport('./boundaries.mjs'),
    expected: { ruleId: 'import-x/no-cycle', message: /cycle/ },
  },
  {
    title: 'a relative path into another project',
    filePath: 'libs/router/src/index.ts',
    text: reexport('../../protocol/src/index.js'),
    expected: { ruleId: boundaryRule, message: /cannot be imported by a relative or absolute path/ },
  },
  {
    title: 'rxjs in router',
    filePath: 'libs/router/src/index.ts',
    text: reexport('rxjs'),
    expected: { ruleId: boundaryRule, message: /"layer:router" is not allowed to import "rxjs"/ },
  },
  {
    title: 'immer in protocol, which has no dependency',
    filePath: 'libs/protocol/src/index.ts',
    text: reexport('immer'),
    expected: { ruleId: boundaryRule, message: /"layer:protocol" is not allowed to import "immer"/ },
  },
  {
    title: 'ws in transport-web',
    filePath: 'libs/transport-web/src/index.ts',
    text: reexport('ws'),
    expected: { ruleId: boundaryRule, message: /"platform:web" is not allowed to import "ws"/ },
  },
  {
    title: 'node:fs in a neutral lib',
    filePath: 'libs/core/src/index.ts',
    text: reexport('node:fs'),
    expected: { ruleId: '@typescript-eslint/no-restricted-imports', message: /has no Node builtins/ },
  },
  {
    title: 'a builtin without node: in a neutral lib',
    filePath: 'libs/testing/src/index.ts',
    text: reexport('fs/promises'),
    expected: { ruleId: '@typescript-eslint/no-restricted-imports', message: /has no Node builtins/ },
  },
  {
    title: 'events in a neutral lib that is not core',
    filePath: 'libs/router/src/index.ts',
    text: reexport('events'),
    expected: { ruleId: '@typescript-eslint/no-restricted-imports', message: /has no Node builtins/ },
  },
  {
    title: 'import("node:fs") in a neutral lib',
    filePath: 'libs/core/src/index.ts',
    text: "export const fs = import('node:fs');\n",
    expected: { ruleId: 'no-restricted-syntax', message: /has no Node builtins/ },
  },
  ...['window', 'document', 'process', 'Buffer', 'setTimeout', 'setInterval'].map((name) => ({
    title: `${name} in a neutral lib`,
    filePath: 'libs/core/src/index.ts',
    text: `export const found: unknown = ${name};\n`,
    expected: { ruleId: 'no-restricted-globals', message: new RegExp(`Unexpected use of '${name}'`) },
  })),
  {
    title: 'globalThis.setTimeout in a neutral lib',
    filePath: 'libs/core/src/index.ts',
    text: 'export const found: unknown = globalThis.setTimeout;\n',
    expected: { ruleId: 'no-restricted-globals', message: /Unexpected use of 'setTimeout'/ },
  },
  {
    title: 'a clock in router',
    filePath: 'libs/router/src/index.ts',
    text: 'export const now = Date.now();\n',
    expected: { ruleId: 'no-restricted-globals', message: /time enters as events/ },
  },
  {
    title: 'an id generator in router',
    filePath: 'libs/router/src/index.ts',
    text: 'export const id = Math.random();\n',
    expected: { ruleId: 'no-restricted-properties', message: /ids enter with the events/ },
  },
  {
    title: 'contracts → main, inside core',
    filePath: 'libs/core/src/lib/contracts/wrap.ts',
    text: reexport('../main/hub.js'),
  },
  ...(
    [
      ['main/main.ts', 'renderer', '../renderer/renderer.js'],
      ['renderer/renderer.ts', 'main', '../main/hub.js'],
      ['rpc/rpc-host.ts', 'contracts', '../contracts/wrap.js'],
      ['runtime/fifo.ts', 'errors', '../errors/wire-error.js'],
      ['wire/outbox.ts', 'emitters', '../emitters/emit-remote.js'],
      ['contracts/wrap.ts', 'the entry', '../../index.js'],
      ['runtime/fifo.ts', 'the entry for contracts', '../../contract.js'],
    ] as const
  ).flatMap(([file, other, specifier]) =>
    [reexport(specifier), `export type * from '${specifier}';\n`].map((text) => ({
      title: `wrong floor inside core: ${file} → ${other} (${text.split(' ')[1]})`,
      filePath: `libs/core/src/lib/${file}`,
      text,
      expected: { ruleId: 'import-x/no-restricted-paths', message: /imports from lower floors only/ },
    })),
  ),
  {
    title: 'a file name that is not kebab-case',
    filePath: 'tools/repo/src/lint/lintTexts.mjs',
    text: 'export {};\n',
    expected: { ruleId: 'culvert/kebab-case-filename', message: /lintTexts/ },
  },
  {
    title: 'a comment that hides who acts',
    filePath: 'libs/router/src/index.ts',
    text: '/** Whoever has left is heard no more. */\nexport {};\n',
    expected: { ruleId: 'culvert/plain-english', message: /name the actor/ },
  },
  {
    title: 'a comment that would switch a rule off',
    filePath: 'libs/router/src/index.ts',
    text: `/* eslint-disable */\n${reexport('rxjs')}`,
    expected: { ruleId: boundaryRule, message: /is not allowed to import "rxjs"/ },
  },
];

function lintAll(): readonly (readonly Problem[])[] {
  const script = join(workspaceRoot, 'tools/repo/src/lint/lint-texts.mjs');
  const child = spawnSync(process.execPath, [script], {
    cwd: workspaceRoot,
    env: { ...process.env, NX_DAEMON: 'false' },
    input: JSON.stringify(cases.map(({ filePath, text }) => ({ filePath, text }))),
    encoding: 'utf8',
  });
  const lastLine = child.stdout.trimEnd().split('\n').at(-1) ?? '';
  if (child.status !== 0) throw new Error(`${child.stdout}\n${child.stderr}`);
  return JSON.parse(lastLine) as Problem[][];
}

describe('what may import what', () => {
  let problems: readonly (readonly Problem[])[];

  beforeAll(() => {
    problems = lintAll();
  }, 300_000);

  it.each(cases.map((one, index) => ({ ...one, index })))('$title', ({ index, expected }) => {
    const found = problems[index];
    if (!expected) {
      expect(found).toEqual([]);
      return;
    }
    expect(found).toContainEqual({
      ruleId: expected.ruleId,
      message: expect.stringMatching(expected.message) as string,
    });
  });
});

describe('the tags', () => {
  it('are known, in every project', () => {
    const projects = readProjects(workspaceRoot);

    expect(projects.map(({ name }) => name)).toContain('@culvert/protocol');
    for (const { layer, platform } of projects) {
      expect(Object.keys(layers)).toContain(layer);
      expect(Object.keys(platforms)).toContain(platform);
    }
  });

  it('are those that the generator offers', () => {
    const schema = join(workspaceRoot, 'tools/repo/src/lib/schema.json');
    const { layer, platform } = readJsonFile<GeneratorSchema>(schema).properties;

    // An app has no common shape, so nothing generates it.
    expect([...layer.enum, 'app'].sort()).toEqual(Object.keys(layers).sort());
    expect([...platform.enum, 'any'].sort()).toEqual(Object.keys(platforms).sort());
  });
});
