import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { entriesOf, packageRoots, readManifest } from '@culvert/packages';

/** The modules that the compiler wrote. A package itself has only one file for each entry. */
const compiled = new Map(
  packageRoots.flatMap((root) => {
    const manifest = readManifest(root);
    return entriesOf(manifest).map(({ subpath, source }) => [
      `${manifest.name}${subpath.slice(1)}`,
      pathToFileURL(join(root, source.replace(/^src/, 'out-tsc').replace(/ts$/, 'js'))).href,
    ]);
  }),
);

/** @type {import('node:module').ResolveHook} */
export async function resolve(specifier, context, nextResolve) {
  return nextResolve(compiled.get(specifier) ?? specifier, context);
}
