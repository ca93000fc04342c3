import { basename } from 'node:path';
import { conditionsOf, entriesOf, legacyFields } from './lib/entries.mjs';
import { packageRoots, readManifest } from './lib/pack.mjs';
import { publishedManifest } from './lib/published-manifest.mjs';

describe.each(packageRoots.map((root) => [basename(root), root] as const))(
  'the package.json of %s',
  (_, root) => {
    const manifest = readManifest(root);
    const entries = entriesOf(manifest);

    it('exports each entry to Node, bundlers, CommonJS and old TypeScript', () => {
      expect(entries.length).toBeGreaterThan(0);
      expect(manifest.exports).toEqual({
        './package.json': './package.json',
        ...Object.fromEntries(entries.map((entry) => [entry.subpath, conditionsOf(entry)])),
      });
      expect(manifest).toMatchObject(legacyFields(entries));
    });

    it('publishes neither sources nor development dependencies', () => {
      const published = publishedManifest(manifest);

      expect(JSON.stringify(published)).not.toMatch(/\.\/src\/|@culvert\/source|harness/);
      expect(published).not.toHaveProperty('devDependencies');
    });
  },
);
