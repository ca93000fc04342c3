module.exports = {
  ...require('@culvert/jest-preset'),
  displayName: 'transport-electron',
  rootDir: __dirname,
};
