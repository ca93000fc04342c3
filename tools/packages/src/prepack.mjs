// Runs before `npm pack` and `npm publish` in the folder of a package: bundles the package, and
// writes the package.json that is published. `postpack.mjs` puts the workspace's own back.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readManifest, workspaceRoot } from './lib/pack.mjs';
import { publishedManifest } from './lib/published-manifest.mjs';

const root = process.cwd();
// An earlier run ended before `postpack.mjs` ran.
if (existsSync('package.json.workspace')) renameSync('package.json.workspace', 'package.json');
const manifest = readManifest(root);
execFileSync(join(workspaceRoot, 'node_modules/.bin/nx'), ['bundle', manifest.name], {
  cwd: workspaceRoot,
  // npm prints the name of the tarball on the standard output, and nothing else may be there.
  stdio: ['ignore', 2, 2],
});
copyFileSync('package.json', 'package.json.workspace');
writeFileSync('package.json', `${JSON.stringify(publishedManifest(manifest), undefined, 2)}\n`);
