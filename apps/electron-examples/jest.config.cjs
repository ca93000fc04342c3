module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'electron-examples',
  rootDir: __dirname,
};
