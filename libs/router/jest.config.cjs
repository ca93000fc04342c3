module.exports = { ...require('@culvert/jest-preset'), displayName: 'router', rootDir: __dirname };
