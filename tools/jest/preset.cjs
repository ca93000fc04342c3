/** Each project's jest.config.cjs extends this: specs run on sources, compiled by swc, without a build. */
const isCulvertSource = ['@culvert/source', 'node', 'require', 'default'];

// Specs bundle with esbuild's synchronous functions. This lets each run a process that ends. Otherwise each test file
// would leave a thread and a process behind, until Jest exits.
process.env.ESBUILD_WORKER_THREADS = '0';

module.exports = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: isCulvertSource },
  testMatch: ['<rootDir>/src/**/*.spec.{ts,tsx}'],
  transform: {
    '^.+\\.(ts|tsx|mts|mjs)$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', tsx: true, decorators: true },
          transform: { react: { runtime: 'automatic' } },
        },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  // Sources import './x.js' as nodenext wants it; the file is './x.ts'.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  reporters: [
    'default',
    require.resolve('./count-reporter.cjs'),
    require.resolve('./conformance-reporter.cjs'),
    require.resolve('./exit-reporter.cjs'),
  ],
};
