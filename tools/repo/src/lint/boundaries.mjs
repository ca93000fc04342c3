import { builtinModules } from 'node:module';
import { layers, platforms, specExternals } from './layers.mjs';

/** @typedef {import('./projects.mjs').Project} Project */
/** @typedef {import('eslint').Linter.Config} Config */

/** Specs, and the programs that they start. */
export const specFiles = ['**/*.spec.{ts,tsx}', '**/*.type-spec.ts', 'libs/*/testing/**/*.{ts,tsx}'];

/**
 * The layers and platforms as lint errors.
 *
 * @param {Project[]} projects
 * @returns {Config[]}
 */
export function boundaries(projects) {
  return [
    { rules: { '@nx/enforce-module-boundaries': ['error', moduleBoundaries(sourceConstraints())] } },
    {
      files: specFiles,
      rules: { '@nx/enforce-module-boundaries': ['error', moduleBoundaries(specConstraints())] },
    },
    shellOf('apps/activity-electron/src', sourceConstraints()),
    shellOf('apps/activity-electron/e2e', specConstraints()),
    {
      // Tools load these files. They belong to no project, and use the presets in the root.
      files: ['**/*.config.{js,cjs,mjs,ts}'],
      rules: { '@nx/enforce-module-boundaries': 'off' },
    },
    ...projects.filter(({ platform }) => platform === 'neutral').map(neutralSources),
  ];
}

/**
 * An app in another shell imports the exports of the original app. No other app imports an app.
 *
 * @param {string} folder
 * @param {object[]} constraints
 * @returns {Config}
 */
function shellOf(folder, constraints) {
  const boundary = moduleBoundaries(constraints, ['@culvert/activity/*']);
  return {
    files: [`${folder}/**/*.ts`],
    rules: { '@nx/enforce-module-boundaries': ['error', boundary] },
  };
}

/**
 * @param {object[]} depConstraints
 * @param {string[]} allow Imports without any constraint.
 */
function moduleBoundaries(depConstraints, allow = []) {
  return { allow, depConstraints, enforceBuildableLibDependency: false, banTransitiveDependencies: true };
}

function sourceConstraints() {
  return [
    ...Object.entries(layers).map(([layer, { layers: importable, externals }]) =>
      constraint('layer', layer, importable, { allowedExternalImports: externals }),
    ),
    ...Object.entries(platforms).map(([platform, { platforms: importable, bannedExternals }]) =>
      constraint('platform', platform, importable, { bannedExternalImports: bannedExternals }),
    ),
  ];
}

/** Specs run in Node for every platform of their lib, and may use the packages that tests need. */
function specConstraints() {
  return Object.entries(layers).map(([layer, { layers: importable, externals, specLayers = [] }]) =>
    constraint('layer', layer, [...importable, ...specLayers, 'tool'], {
      allowedExternalImports: externals && [...externals, ...specExternals],
    }),
  );
}

/**
 * @param {'layer' | 'platform'} dimension
 * @param {string} value
 * @param {readonly string[]} importable
 * @param {object} externals
 */
function constraint(dimension, value, importable, externals) {
  return {
    sourceTag: `${dimension}:${value}`,
    onlyDependOnLibsWithTags: importable.includes('*')
      ? ['*']
      : importable.map((name) => `${dimension}:${name}`),
    ...externals,
  };
}

/** Globals that exist on one platform only, by the reason that the lint error gives. */
const platformGlobals = {
  'It exists only in browsers.': [
    'window',
    'document',
    'navigator',
    'location',
    'localStorage',
    'sessionStorage',
    'indexedDB',
    'requestAnimationFrame',
    'cancelAnimationFrame',
    'addEventListener',
    'removeEventListener',
  ],
  'It exists only in Node.': ['process', 'Buffer', 'global', 'require', 'module', '__dirname', '__filename'],
  'Take a scheduler or a callback as a parameter.': [
    'setTimeout',
    'clearTimeout',
    'setInterval',
    'clearInterval',
    'setImmediate',
    'clearImmediate',
    'queueMicrotask',
  ],
  'A neutral lib compiles without it; take what you need as a parameter.': [
    'self',
    'console',
    'fetch',
    'WebSocket',
    'Worker',
    'MessageChannel',
    'MessagePort',
  ],
};

/** A reducer that reads one of these gives different results on different days. */
const impureGlobals = {
  'The router is pure: time enters as events.': ['Date', 'performance'],
  'The router is pure: ids enter with the events.': ['crypto'],
};

/**
 * @param {Project} project
 * @returns {Config}
 */
function neutralSources({ root, layer }) {
  const isPure = layer === 'router';
  const globals = restrictedGlobals({ ...platformGlobals, ...(isPure ? impureGlobals : {}) });
  return {
    files: [`${root}/src/**/*.{ts,tsx}`],
    ignores: specFiles,
    rules: {
      'no-restricted-globals': ['error', { globals, checkGlobalObject: true }],
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: [nodeBuiltins(layer)] }],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ImportExpression[source.value=/^node:/], TSImportType[source.value=/^node:/]',
          message: 'A neutral lib has no Node builtins.',
        },
      ],
      'no-restricted-properties': isPure
        ? [
            'error',
            { object: 'Math', property: 'random', message: 'The router is pure: ids enter with the events.' },
          ]
        : 'off',
    },
  };
}

/** @param {Record<string, string[]>} namesByReason */
function restrictedGlobals(namesByReason) {
  return Object.entries(namesByReason).flatMap(([message, names]) =>
    names.map((name) => ({ name, message })),
  );
}

/** @param {string} layer */
function nodeBuiltins(layer) {
  const allowed = layers[layer]?.builtins ?? [];
  const banned = builtinModules.filter((name) => !name.startsWith('_') && !allowed.includes(name));
  return {
    regex: `^(node:.*|(${banned.join('|')})(/.*)?)$`,
    message: 'A neutral lib has no Node builtins.',
  };
}
