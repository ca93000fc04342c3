import type { GeneratorCallback, Tree } from '@nx/devkit';
import {
  generateFiles,
  joinPathFragments,
  logger,
  OverwriteStrategy,
  readJsonFile,
  updateJson,
  workspaceRoot,
} from '@nx/devkit';
import { readFileSync } from 'node:fs';

export interface LibOptions {
  readonly name: string;
  readonly layer: string;
  readonly platform: 'neutral' | 'node' | 'web' | 'electron';
  readonly description?: string;
}

interface RootTsConfig {
  readonly references?: readonly { readonly path: string }[];
}

const templates = joinPathFragments(workspaceRoot, 'tools/repo/src/lib/files');

/**
 * Writes a lib in the shape of this workspace: `nx g @culvert/repo:lib NAME --layer=…
 * --platform=…`.
 *
 * Existing files are not changed, so the generator can also complete a lib. The templates are
 * formatted as prettier formats them.
 */
export default function libGenerator(tree: Tree, options: LibOptions): GeneratorCallback {
  const isTool = options.layer === 'tool';
  // `dist` of a lib is what is published, so the compiler writes elsewhere.
  const out = isTool ? 'dist' : 'out-tsc';
  const root = joinPathFragments(isTool ? 'tools' : 'libs', options.name);
  const seesNode = options.platform === 'node' || options.platform === 'electron';
  const seesDom = options.platform === 'web' || options.platform === 'electron';
  const description = options.description || `The ${options.name} of Culvert.`;

  generateFiles(
    tree,
    templates,
    root,
    {
      ...options,
      description,
      isTool,
      out,
      seesNode,
      seesDom,
      version: versionFor(isTool),
      versions: testVersions(),
    },
    { overwriteStrategy: OverwriteStrategy.KeepExisting },
  );
  if (!isTool) tree.write(joinPathFragments(root, 'LICENSE'), ofWorkspace('LICENSE'));
  updateJson<RootTsConfig, RootTsConfig>(tree, 'tsconfig.json', (config) => {
    const paths = new Set([...(config.references ?? []).map(({ path }) => path), `./${root}`]);
    return { ...config, references: [...paths].sort().map((path) => ({ path })) };
  });

  return () =>
    logger.info('`npm install` links the new package, `nx sync` keeps its project references right.');
}

/** All published libs have one version, so a new lib starts with it. A tool is never released. */
function versionFor(isTool: boolean): string {
  if (isTool) return '0.1.0';
  return readJsonFile<{ version: string }>(joinPathFragments(workspaceRoot, 'libs/core/package.json'))
    .version;
}

/** A lib declares what its specs use, in the versions of the root. So `nx import` can take it elsewhere. */
function testVersions(): Record<string, string> {
  return readJsonFile<{ devDependencies: Record<string, string> }>(
    joinPathFragments(workspaceRoot, 'package.json'),
  ).devDependencies;
}

function ofWorkspace(file: string): string {
  return readFileSync(joinPathFragments(workspaceRoot, file), 'utf8');
}
