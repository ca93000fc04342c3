/**
 * The floors of the folders of core, lowest first. A file imports from its own folder and from lower floors. So neither
 * main nor a renderer imports the other, and no folder imports one that imports it.
 */
export const coreFloors = [
  ['runtime'],
  ['transport', 'errors'],
  ['wire', 'emitters'],
  ['channels', 'rpc'],
  ['renderer', 'main'],
  ['contracts'],
];

const root = 'libs/core/src/lib';
/** Entries export what the folders have. */
const entries = ['index.ts', 'contract.ts', 'tracing.ts', 'internal.ts', 'electron'].map(
  (entry) => `libs/core/src/${entry}`,
);

/**
 * @param {number} floor
 * @param {string} folder
 */
function notBelow(floor, folder) {
  const folders = coreFloors.slice(floor).flat();
  return folders.filter((other) => other !== folder).map((other) => `${root}/${other}`);
}

/**
 * The order of folders as zones of `import-x/no-restricted-paths`, which sees imports of types as well.
 *
 * @param {string} workspaceRoot
 * @returns {import('eslint').Linter.Config}
 */
export function folderOrder(workspaceRoot) {
  const zones = coreFloors.flatMap((folders, floor) =>
    folders.map((folder) => ({
      target: `${root}/${folder}`,
      from: [...entries, ...notBelow(floor, folder)],
      message: `${folder} imports from lower floors only: see folders.mjs.`,
    })),
  );
  return {
    files: [`${root}/**/*.ts`],
    ignores: ['**/*.spec.ts', '**/*.type-spec.ts'],
    rules: { 'import-x/no-restricted-paths': ['error', { basePath: workspaceRoot, zones }] },
  };
}
