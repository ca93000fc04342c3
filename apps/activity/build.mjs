// Builds everything that runs: the main process and the scanner with esbuild, the pages with Vite. Libs are taken from
// their sources, so nothing has to be built before.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { build as buildPages } from 'vite';
import { stampFile } from './is-built.mjs';

const root = import.meta.dirname;
const dist = join(root, 'dist');

/** npm packages stay packages; only the workspace's own code goes into the bundles. */
const packagesOutside = {
  name: 'packages-outside',
  /** @param {import('esbuild').PluginBuild} build */
  setup: (build) =>
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      path.startsWith('@culvert/') || kind === 'entry-point' ? undefined : { path, external: true },
    ),
};

const startedAt = new Date();
mkdirSync(dist, { recursive: true });
try {
  await Promise.all([
    buildProcesses(),
    buildPages({ configFile: join(root, 'vite.config.mjs'), logLevel: 'warn' }),
  ]);
} catch {
  // Both have already said what is wrong, and where; a stack of theirs adds nothing.
  process.exit(1);
}
// The time at which reading began: what is saved while the build runs makes the next one necessary.
writeFileSync(stampFile, startedAt.toISOString());

function buildProcesses() {
  return esbuild.build({
    entryPoints: { main: join(root, 'src/main/main.ts'), scan: join(root, 'src/scan/main.ts') },
    outdir: dist,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    conditions: ['@culvert/source'],
    plugins: [packagesOutside],
    logLevel: 'warning',
  });
}
