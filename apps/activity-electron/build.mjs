// Builds the bundles for Electron's main process and its preload scripts. The pages and the program
// of a disk scan are those of apps/activity.
import { join } from 'node:path';
import * as esbuild from 'esbuild';

const root = import.meta.dirname;

/** npm packages stay packages. Only the workspace's own code is bundled. */
const packagesOutside = {
  name: 'packages-outside',
  /** @param {import('esbuild').PluginBuild} build */
  setup: (build) =>
    build.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      path.startsWith('@culvert/') || kind === 'entry-point' ? undefined : { path, external: true },
    ),
};

/** @type {import('esbuild').BuildOptions} */
const shared = {
  outdir: join(root, 'dist'),
  bundle: true,
  sourcemap: true,
  conditions: ['@culvert/source'],
  logLevel: 'warning',
};

try {
  await Promise.all([
    esbuild.build({
      ...shared,
      entryPoints: [join(root, 'src/main.ts')],
      platform: 'node',
      format: 'esm',
      target: 'node20',
      plugins: [packagesOutside],
    }),
    // A preload script in the sandbox is CommonJS, and can require only electron.
    esbuild.build({
      ...shared,
      entryPoints: [join(root, 'src/preload.ts')],
      outExtension: { '.js': '.cjs' },
      platform: 'browser',
      format: 'cjs',
      target: 'es2022',
      external: ['electron'],
    }),
  ]);
} catch {
  // esbuild has already printed each error and its place.
  process.exit(1);
}
