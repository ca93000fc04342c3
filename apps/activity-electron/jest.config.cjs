module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'activity-electron',
  rootDir: __dirname,
};
