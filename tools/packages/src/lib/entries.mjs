/**
 * The fields of a package.json that this tool reads.
 *
 * @typedef {object} Manifest
 * @property {string} name The name of the package.
 * @property {string} version The version of the package.
 * @property {Record<string, string | Record<string, string | Record<string, string>>>} exports Its entries.
 * @property {boolean | string[]} [sideEffects] Files that do something when they are loaded.
 */

/** The condition by which the workspace resolves its packages to sources. It is not published. */
export const SOURCE_CONDITION = '@culvert/source';

/**
 * One entry of a package, for example `@culvert/core/contract`.
 *
 * @typedef {object} Entry
 * @property {string} subpath `./contract`, as in `exports`.
 * @property {string} source `src/contract.ts`, relative to the package.
 * @property {string} name The name of its files in `dist`: `contract`; `index` for `.`.
 */

/**
 * Lists the entries that a package exports.
 *
 * @param {Manifest} manifest
 * @returns {Entry[]}
 */
export function entriesOf({ exports }) {
  return Object.entries(exports).flatMap(([subpath, conditions]) => {
    if (typeof conditions === 'string') return [];
    const source = conditions[SOURCE_CONDITION];
    if (typeof source !== 'string') return [];
    return [
      { subpath, source: source.replace(/^\.\//, ''), name: subpath === '.' ? 'index' : subpath.slice(2) },
    ];
  });
}

/**
 * The conditions of an entry in `exports`. Node loads the ES module for `import` and for `require`,
 * so a process has one instance of each class. Bundlers do the same by `module`. Tools that know
 * neither condition, such as Jest, load the CommonJS file.
 *
 * @param {Entry} entry
 */
export function conditionsOf({ source, name }) {
  const esModule = { types: `./dist/${name}.d.ts`, default: `./dist/${name}.js` };
  return {
    [SOURCE_CONDITION]: `./${source}`,
    'module-sync': esModule,
    module: esModule.default,
    require: { types: `./dist/${name}.d.cts`, default: `./dist/${name}.cjs` },
    default: esModule,
  };
}

/**
 * The fields that TypeScript reads where its `moduleResolution` is `node10`. It does not read
 * `exports` then.
 *
 * @param {readonly Entry[]} entries
 */
export function legacyFields(entries) {
  const typesOf = (/** @type {Entry} */ { name }) => `./dist/${name}.d.cts`;
  const root = entries.find(({ subpath }) => subpath === '.');
  const others = entries.filter((entry) => entry !== root);
  return {
    ...(root && { main: `./dist/${root.name}.cjs`, types: typesOf(root) }),
    ...(others.length > 0 && {
      typesVersions: {
        '*': Object.fromEntries(others.map((entry) => [entry.name, [typesOf(entry)]])),
      },
    }),
  };
}
