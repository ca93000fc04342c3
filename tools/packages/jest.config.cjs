module.exports = {
  ...require('@culvert/jest-preset'),
  displayName: 'packages',
  rootDir: __dirname,
  globalSetup: '<rootDir>/src/pack-once.mjs',
};
