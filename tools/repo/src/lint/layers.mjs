/**
 * The two tag dimensions of every package.json (`nx.tags`) and the imports that each tag allows.
 * The table is explained in docs/architecture.md. Here it becomes lint errors.
 *
 * @typedef {object} Layer
 * @property {readonly string[]} layers Layers that may be imported.
 * @property {readonly string[]} [externals] npm packages that may be imported; absent means all.
 * @property {readonly string[]} [builtins] Names of Node builtins that are npm packages here.
 * @property {readonly string[]} [specLayers] Further layers that specs may import. All specs may
 * import the harness.
 */

const anything = ['*'];
const rxjs = ['rxjs', 'rxjs/*'];

/** @type {Readonly<Record<string, Layer>>} */
export const layers = {
  protocol: { layers: [], externals: [] },
  router: { layers: ['protocol'], externals: ['immer'] },
  // The facade's EventEmitter is the npm package `events`, which bundlers and Node both know by that name.
  core: { layers: ['protocol', 'router'], externals: [...rxjs, 'events'], builtins: ['events'] },
  feature: {
    layers: ['protocol', 'core'],
    externals: [...rxjs, 'immer'],
    specLayers: ['testing', 'transport'],
  },
  kit: { layers: ['protocol', 'core'], externals: rxjs, specLayers: ['testing', 'transport', 'router'] },
  // Each platform takes from these what it has, see `platforms`.
  transport: {
    layers: ['protocol', 'core', 'kit'],
    externals: [...rxjs, 'ws', 'electron', 'electron/*'],
    specLayers: ['testing', 'transport', 'router'],
  },
  testing: {
    layers: ['protocol', 'router', 'core'],
    externals: [...rxjs, 'expect', '@jest/expect-utils', 'pretty-format'],
  },
  adapter: {
    layers: ['protocol', 'core', 'feature'],
    externals: [...rxjs, 'react', 'react/*'],
    specLayers: ['testing', 'transport'],
  },
  plugin: { layers: [], externals: ['@nx/devkit', 'tslib'] },
  app: {
    // An app may record its main.
    layers: ['protocol', 'router', 'core', 'feature', 'transport', 'adapter', 'testing'],
  },
  tool: { layers: anything },
};

/**
 * @typedef {object} Platform
 * @property {readonly string[]} platforms Platforms that may be imported.
 * @property {readonly string[]} [bannedExternals]
 */

/** @type {Readonly<Record<string, Platform>>} */
export const platforms = {
  neutral: { platforms: ['neutral'], bannedExternals: ['ws', 'electron', 'electron/*'] },
  node: { platforms: ['neutral', 'node'], bannedExternals: ['electron', 'electron/*'] },
  web: { platforms: ['neutral', 'web'], bannedExternals: ['ws', 'electron', 'electron/*'] },
  electron: { platforms: ['neutral', 'node', 'web', 'electron'] },
  any: { platforms: anything },
};

/** npm packages for specs only: typings of `electron` and what stands in for it, validation, tracing, peers. */
export const specExternals = [
  'fast-check',
  '@jest/*',
  'expect',
  'electron',
  'electron/*',
  'electron-mock-ipc',
  'zod',
  'valibot',
  'arktype',
  '@opentelemetry/*',
  // Peers, for what they leave of an error.
  'comlink',
  'comlink/*',
  'birpc',
  ...rxjs,
];
