module.exports = {
  ...require('@culvert/jest-preset'),
  displayName: 'activity-electron',
  rootDir: __dirname,
  testMatch: ['<rootDir>/e2e/**/*.spec.ts'],
  testTimeout: 90_000,
};
