/**
 * @typedef {object} Entry One entry of a package, `@culvert/core/contract` for example.
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
export function entriesOf({ exports }: Manifest): Entry[];
/**
 * What `exports` must say of an entry. Node loads the ES module for `import` and for `require`, so
 * a process has one instance of each class. Bundlers do the same by `module`. Only tools that know
 * neither condition, such as Jest, load the CommonJS file.
 *
 * @param {Entry} entry
 */
export function conditionsOf({ source, name }: Entry): {
  '@culvert/source': string;
  'module-sync': {
    types: string;
    default: string;
  };
  module: string;
  require: {
    types: string;
    default: string;
  };
  default: {
    types: string;
    default: string;
  };
};
/**
 * The fields by which TypeScript finds the typings of each entry where its `moduleResolution` is
 * `node` (`node10`), which does not read `exports`.
 *
 * @param {readonly Entry[]} entries
 */
export function legacyFields(entries: readonly Entry[]): {
  typesVersions?: {
    '*': {
      [k: string]: string[];
    };
  };
  main?: string;
  types?: string;
};
/**
 * @typedef {object} Manifest What this tool reads of a package.json.
 * @property {string} name
 * @property {string} version
 * @property {Record<string, string | Record<string, string | Record<string, string>>>} exports
 * @property {string[]} [files]
 * @property {Record<string, string>} [scripts]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [devDependencies]
 * @property {boolean | string[]} [sideEffects]
 * @property {unknown} [nx]
 */
/** The condition by which the workspace resolves its packages to sources. It is not published. */
export const SOURCE_CONDITION: '@culvert/source';
/**
 * One entry of a package, `@culvert/core/contract` for example.
 */
export type Entry = {
  /**
   * `./contract`, as in `exports`.
   */
  subpath: string;
  /**
   * `src/contract.ts`, relative to the package.
   */
  source: string;
  /**
   * The name of its files in `dist`: `contract`; `index` for `.`.
   */
  name: string;
};
/**
 * What this tool reads of a package.json.
 */
export type Manifest = {
  name: string;
  version: string;
  exports: Record<string, string | Record<string, string | Record<string, string>>>;
  files?: string[];
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  sideEffects?: boolean | string[];
  nx?: unknown;
};
//# sourceMappingURL=entries.d.mts.map
