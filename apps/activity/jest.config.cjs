module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'activity',
  rootDir: __dirname,
  // Published as ES modules only, which Jest cannot load as they are.
  transformIgnorePatterns: ['/node_modules/(?!d3-hierarchy/)'],
};
