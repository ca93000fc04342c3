module.exports = { ...require('@culvert/jest-preset'), displayName: 'harness', rootDir: __dirname };
