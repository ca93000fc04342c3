import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { publicEntries } from './lib/entries.mjs';

const workspaceRoot = join(__dirname, '../../..');
const scratch = join(__dirname, '../test-output/api');

/** The pages of a folder by their paths. */
function pagesIn(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.md'),
  );
  return Object.fromEntries(files.sort().map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}

describe('the API reference', () => {
  let run: { readonly status: number | null; readonly stderr: string };

  beforeAll(() => {
    // TypeDoc is an ES module, which Jest cannot load.
    const main = join(__dirname, 'main.mjs');
    run = spawnSync(process.execPath, [main, scratch], { encoding: 'utf8', timeout: 170_000 });
  }, 180_000);

  it('has a docstring for every name, with its units, errors and an example', () => {
    expect(run.stderr.trim().split('\n').filter(Boolean)).toEqual([]);
    expect(run.status).toBe(0);
  });

  it('has a page for every public entry, and an index', () => {
    const pages = publicEntries(workspaceRoot).map(({ name }) => `${name.replace('@culvert/', '')}.md`);
    expect(Object.keys(pagesIn(scratch)).sort()).toEqual(['README.md', ...pages].sort());
  });

  it('is committed as the docstrings are: `npm run reference` writes it', () => {
    expect(pagesIn(join(workspaceRoot, 'docs/api'))).toEqual(pagesIn(scratch));
  });
});
