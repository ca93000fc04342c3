module.exports = { ...require('@culvert/jest-preset'), displayName: 'repo', rootDir: __dirname };
