module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'activity-e2e',
  rootDir: __dirname,
  // Each file starts an app, a browser and several pages: one after the other, or they slow each other down.
  maxWorkers: 1,
  // For a machine that does other things as well. What is waited for is an event, and comes when it comes.
  testTimeout: 90_000,
};
