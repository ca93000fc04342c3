module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'transport-electron',
  rootDir: __dirname,
};
