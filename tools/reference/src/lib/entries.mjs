import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{ name: string, source: string }} Entry */

/** The entry that only packages of this repository may import. */
const INTERNAL = './internal';

/**
 * Every entry that a user may import, as its package.json exports it. An entry comes before entries that
 * export its names again, because TypeDoc describes a name where it meets it first.
 *
 * @param {string} workspaceRoot
 * @returns {Entry[]}
 */
export function publicEntries(workspaceRoot) {
  const entries = readdirSync(join(workspaceRoot, 'libs')).flatMap((lib) => {
    const folder = join(workspaceRoot, 'libs', lib);
    const { name, exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return Object.entries(exports).flatMap(([path, { '@culvert/source': source }]) =>
      source === undefined || path === INTERNAL
        ? []
        : [{ name: join(name, path).replaceAll('\\', '/'), source: join(folder, source) }],
    );
  });
  return entries.sort((a, b) => rank(a.name) - rank(b.name));
}

/**
 * Contracts have a page of their own, which core's repeats. Core's page has the names that users meet of
 * protocol and router.
 *
 * @param {string} name
 */
function rank(name) {
  const order = ['@culvert/core/contract', '@culvert/core'].indexOf(name);
  return order === -1 ? 2 : order;
}
