module.exports = {
  ...require('@culvert/jest-preset'),
  displayName: 'activity',
  rootDir: __dirname,
  // This package is published as ES modules only, and Jest cannot load those directly.
  transformIgnorePatterns: ['/node_modules/(?!d3-hierarchy/)'],
};
