import { workspaceRoot } from '@nx/devkit';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { faultOf } from './plain-english.mjs';

const filesIn = (folder: string) =>
  readdirSync(join(workspaceRoot, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    // The pages of docs/api come from docstrings, which lint checks.
    .filter((file) => file.endsWith('.md') && !file.startsWith('docs/api/'));

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CODE_OF_CONDUCT.md',
  ...filesIn('docs'),
  ...readdirSync(join(workspaceRoot, 'libs'))
    .map((lib) => join('libs', lib, 'README.md'))
    .filter((file) => existsSync(join(workspaceRoot, file))),
];

/** Paragraphs, items of lists and cells of tables, without code, links and the bad examples of CONTRIBUTING.md. */
function textsOf(page: string): string[] {
  return page
    .replace(/```[\s\S]*?```/g, '')
    .replace(/\n\| Instead of[\s\S]*?\n\n/, '\n\n')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_]/g, '')
    .split(/\n\s*\n|\n(?=[|#-]|\s*- )/)
    .flatMap((block) => (block.startsWith('|') ? block.split('|') : [block]))
    .map((text) => text.replace(/^[\s-]+/, ''));
}

describe('the pages', () => {
  it.each(pages)('are in plain English: %s', (file) => {
    const faults = textsOf(readFileSync(join(workspaceRoot, file), 'utf8')).flatMap((text) => {
      // A heading is no sentence: “Where it runs” has no other subject.
      const isHeading = text.startsWith('#');
      const fault = faultOf(isHeading ? `${text}?` : text);
      return fault === undefined ? [] : [`${fault} (${text.slice(0, 60)})`];
    });
    expect(faults).toEqual([]);
  });
});
