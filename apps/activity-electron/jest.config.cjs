module.exports = {
  ...require('@culvert/jest-preset'),
  displayName: 'activity-electron',
  rootDir: __dirname,
};
