module.exports = {
  ...require('@culvert/jest-preset'),
  displayName: 'activity-e2e',
  rootDir: __dirname,
  // Each file starts an app, a browser and several pages. They run one after the other, because
  // they would slow each other down.
  maxWorkers: 1,
  // A long limit for busy machines. The tests wait for events, not for times.
  testTimeout: 90_000,
};
