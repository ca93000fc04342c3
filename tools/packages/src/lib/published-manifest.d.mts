/**
 * The package.json that is published: without the entries' sources, which are not in the package,
 * and without what only the workspace needs.
 *
 * @param {import('./entries.mjs').Manifest} manifest
 */
export function publishedManifest(manifest: import('./entries.mjs').Manifest): {
  exports: any;
  sideEffects?: boolean | string[];
  name: string;
  version: string;
  files?: string[];
  dependencies?: Record<string, string>;
};
//# sourceMappingURL=published-manifest.d.mts.map
