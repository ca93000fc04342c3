module.exports = {
  ...require('@culvert/jest-preset'),
  displayName: 'activity-e2e',
  rootDir: __dirname,
  // Each file starts an app, a browser and several pages. Two at a time fill two cores, because no
  // other task runs beside them.
  maxWorkers: 2,
  // A long limit for busy machines. The tests wait for events, not for times.
  testTimeout: 90_000,
};
