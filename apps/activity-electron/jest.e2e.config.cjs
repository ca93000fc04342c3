module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'activity-electron',
  rootDir: __dirname,
  testMatch: ['<rootDir>/e2e/**/*.spec.ts'],
  testTimeout: 90_000,
};
