const { join } = require('node:path');

// `src/specs.ts` runs this, with a bug.
const mutant = JSON.parse(process.env.CULVERT_MUTANT);
const root = join(__dirname, '../../..');

module.exports = {
  rootDir: root,
  reporters: ['default'],
  projects: ['router', 'core', 'transport-kit'].map((lib) => {
    const config = require(join(root, 'libs', lib, 'jest.config.cjs'));
    const withBug = ([files, [, options]]) => [files, [join(__dirname, 'plant.cjs'), { ...options, mutant }]];
    return {
      ...config,
      // A project has none of its own.
      reporters: undefined,
      transform: Object.fromEntries(Object.entries(config.transform).map(withBug)),
    };
  }),
};
