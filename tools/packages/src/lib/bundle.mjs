import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { rollup } from 'rollup';
import { dts } from 'rollup-plugin-dts';
import { droppable } from './droppable.mjs';
import { entriesOf } from './entries.mjs';
import { structural } from './structural.mjs';

/**
 * Bundles a package from the modules that `tsc` compiled. Each entry becomes one ES module, one
 * CommonJS file and their typings in `dist`. Code that several entries share becomes a file of its
 * own. So a class exists once, however many entries a process loads.
 *
 * @param {string} root The folder of the package.
 * @throws {Error} If `tsc` has not compiled an entry yet, or a module imports a missing name.
 */
export async function bundlePackage(root) {
  /** @type {import('./entries.mjs').Manifest} */
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const entries = entriesOf(manifest);
  rmSync(join(root, 'dist'), { recursive: true, force: true });
  await Promise.all([bundleCode(root, entries, manifest.version), bundleTypings(root, entries)]);
}

/**
 * @param {string} root
 * @param {readonly import('./entries.mjs').Entry[]} entries
 * @param {string} version The version of the package.
 */
async function bundleCode(root, entries, version) {
  const bundle = await rollup({ input: inputOf(root, entries, '.js'), external: isPackage, onwarn: fail });
  for (const [format, extension] of /** @type {const} */ ([
    ['es', 'js'],
    ['cjs', 'cjs'],
  ])) {
    await bundle.write({
      dir: join(root, 'dist'),
      format,
      ...fileNames(extension, 'shared'),
      // An import without names would make esbuild warn: `sideEffects` says that it does nothing.
      hoistTransitiveImports: false,
      // Bundlers drop unused code of ES modules only.
      plugins: [withVersion(version), ...(format === 'es' ? [droppable()] : [])],
    });
  }
  await bundle.close();
}

/**
 * @param {string} root
 * @param {readonly import('./entries.mjs').Entry[]} entries
 */
async function bundleTypings(root, entries) {
  const bundle = await rollup({
    input: inputOf(root, entries, '.d.ts'),
    external: isPackage,
    plugins: [dts()],
    onwarn: fail,
  });
  for (const extension of ['d.ts', 'd.cts']) {
    await bundle.write({
      dir: join(root, 'dist'),
      format: 'es',
      ...fileNames(extension, 'types'),
      plugins: [structural()],
    });
  }
  await bundle.close();
}

/**
 * @param {string} root
 * @param {readonly import('./entries.mjs').Entry[]} entries
 * @param {string} extension
 */
function inputOf(root, entries, extension) {
  return Object.fromEntries(
    entries.map(({ name, source }) => [
      name,
      join(root, source.replace(/^src/, 'out-tsc').replace(/\.ts$/, extension)),
    ]),
  );
}

/**
 * @param {string} extension
 * @param {string} shared The folder for code that several entries share.
 */
const fileNames = (extension, shared) => ({
  entryFileNames: `[name].${extension}`,
  chunkFileNames: (/** @type {import('rollup').PreRenderedChunk} */ { name }) =>
    `${shared}/${name.replace(/\.d$/, '')}.${extension}`,
});

/**
 * Writes the version of the package in place of the text that stands for it in sources.
 *
 * @param {string} version
 * @returns {import('rollup').OutputPlugin}
 */
function withVersion(version) {
  return {
    name: 'version',
    renderChunk: (code) => ({ code: code.replaceAll('0.0.0-workspace', version), map: null }),
  };
}

/** @param {string} id */
const isPackage = (id) => /^[^./]/.test(id);

/** @param {import('rollup').RollupLog} warning */
function fail(warning) {
  throw new Error(warning.message);
}
