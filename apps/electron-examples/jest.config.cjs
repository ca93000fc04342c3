module.exports = {
  ...require('@culvert/jest-preset'),
  displayName: 'electron-examples',
  rootDir: __dirname,
};
