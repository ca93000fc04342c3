import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const allowed = ['@culvert/protocol', 'immer'];
const root = join(__dirname, '..');

function sources(): string[] {
  return readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter(
    (path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'),
  );
}

/** Every module name after `from`, `import` or `require`, in any form. */
function importsOf(source: string): string[] {
  const names = source.matchAll(/\b(?:from|import|require)\b\s*\(?\s*(['"])(?<name>.*?)\1/g);
  return [...names].map(({ groups }) => groups!['name']!);
}

describe('the dependencies of the router', () => {
  it('are protocol and immer in its package.json, and there is no other kind of dependency', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, object>;
    expect(Object.keys(manifest['dependencies'] ?? {}).sort()).toEqual(allowed);
    for (const field of ['peerDependencies', 'optionalDependencies', 'imports']) {
      expect(manifest).not.toHaveProperty(field);
    }
  });

  it.each(sources())('are all that %s imports', (path) => {
    const external = importsOf(readFileSync(join(root, 'src', path), 'utf8')).filter(
      (name) => !name.startsWith('.'),
    );
    expect(external.filter((name) => !allowed.includes(name))).toEqual([]);
  });

  it('finds an import in every form', () => {
    const source = `
      import 'a';
      import { x } from "b";
      export * from 'c';
      import type { Y } from 'd';
      const e = await import('e');
      const f = require('f');
      import {
        g,
      } from 'g';
    `;
    expect(importsOf(source)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
  });
});
