// Builds the app: the main process and the scanner with esbuild, the pages with Vite. Libs are
// bundled from their sources, so they need no earlier build.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { build as buildPages } from 'vite';
import { stampFile } from './is-built.mjs';

const root = import.meta.dirname;
const dist = join(root, 'dist');

/** npm packages stay packages. Only the workspace's own code is bundled. */
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
  // Both tools have already printed each error and its place. A stack would add nothing.
  process.exit(1);
}
// The stamp is the time at which reading began. A file that is saved during the build makes the
// next build necessary.
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
