import { workspaceRoot } from '@nx/devkit';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

// A page on npm has no neighbors. So the READMEs of packages name pages of the repository by these urls.
const OWN_PAGE = /^https:\/\/github\.com\/culvert-ipc\/culvert\/(?:blob|tree|raw)\/main(?:\/|$)/;
const OTHER_SITE = /^[a-z]+:/;

const pages = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: workspaceRoot,
  encoding: 'utf8',
})
  .trim()
  .split('\n')
  .filter((page) => existsSync(join(workspaceRoot, page)));

const read = (page: string) => readFileSync(join(workspaceRoot, page), 'utf8');
const withoutCode = (markdown: string) => markdown.replace(/^ *```[\s\S]*?^ *```/gm, '');

function linksOf(page: string): string[] {
  const text = withoutCode(read(page)).replace(/`[^`\n]*`/g, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g)].map(
    ([, target, html]) => (target ?? html)!,
  );
}

/** The anchors that GitHub gives to headings, and those in the tables of the API reference. */
function anchorsOf(page: string): Set<string> {
  const anchors = new Set([...read(page).matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id!));
  for (const [, heading = ''] of withoutCode(read(page)).matchAll(/^#{1,6} +(.+)$/gm)) {
    const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = text
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-');
    let name = anchor;
    for (let count = 1; anchors.has(name); count++) name = `${anchor}-${count}`;
    anchors.add(name);
  }
  return anchors;
}

/** Why a link leads nowhere; `undefined` if it leads to a file of this repository, or to another site. */
function faultOf(page: string, link: string): string | undefined {
  const isOwn = OWN_PAGE.test(link);
  if (!isOwn && OTHER_SITE.test(link)) return undefined;
  const [path = '', anchor] = link.replace(OWN_PAGE, '').split('#');
  const folder = isOwn ? '.' : dirname(page);
  const target = path === '' && !isOwn ? page : relative('.', join(folder, decodeURIComponent(path)));
  if (target.startsWith('..') || !existsSync(join(workspaceRoot, target))) return `${link}: no such file`;
  if (anchor === undefined || anchor === 'readme' || statSync(join(workspaceRoot, target)).isDirectory())
    return undefined;
  return anchorsOf(target).has(anchor) ? undefined : `${link}: no such heading`;
}

describe('the links', () => {
  it.each(pages)('lead to pages and headings that exist: %s', (page) => {
    expect(linksOf(page).flatMap((link) => faultOf(page, link) ?? [])).toEqual([]);
  });

  it.each(pages.filter((page) => /^libs\/[^/]+\/README\.md$/.test(page)))('work on npm: %s', (page) => {
    const relativeLinks = linksOf(page).filter((link) => !OTHER_SITE.test(link) && !link.startsWith('#'));
    expect(relativeLinks).toEqual([]);
  });

  it.each([
    ['of a missing page', 'docs/nowhere.md', 'no such file'],
    [
      'of a missing page, as npm needs it',
      'https://github.com/culvert-ipc/culvert/blob/main/docs/nowhere.md',
      'no such file',
    ],
    [
      'of a missing heading',
      'https://github.com/culvert-ipc/culvert/blob/main/docs/glossary.md#nowhere',
      'no such heading',
    ],
  ])('are faults: %s', (_case, link, fault) => {
    expect(faultOf('README.md', link)).toBe(`${link}: ${fault}`);
  });
});
