import { SOURCE_CONDITION } from './entries.mjs';

/**
 * Fields that only the workspace needs. `nx` and `scripts` stay, because this file stands in the
 * workspace while npm packs. If npm is killed then, Nx still works, and the next `prepack` runs.
 */
const OWN_FIELDS = ['devDependencies'];

/**
 * The package.json that is published. It names no sources, because the package has none.
 *
 * @param {import('./entries.mjs').Manifest} manifest
 * @returns {Record<string, unknown>}
 */
export function publishedManifest(manifest) {
  const { exports, sideEffects } = manifest;
  return {
    ...without(manifest, OWN_FIELDS),
    exports: Object.fromEntries(
      Object.entries(exports).map(([subpath, conditions]) => [
        subpath,
        typeof conditions === 'string' ? conditions : without(conditions, [SOURCE_CONDITION]),
      ]),
    ),
    ...(Array.isArray(sideEffects) && {
      sideEffects: sideEffects.filter((file) => !file.startsWith('./src/')),
    }),
  };
}

/**
 * @param {object} object
 * @param {readonly string[]} keys
 */
function without(object, keys) {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}
