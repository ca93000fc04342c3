module.exports = {
  ...require('@culvert/jest-preset'),
  displayName: 'testing',
  rootDir: __dirname,
  // Some tests explore thousands of runs, or take all steps that a run may have. A busy machine needs its time.
  testTimeout: 60_000,
};
