module.exports = { ...require('@culvert/jest-preset'), displayName: 'testing', rootDir: __dirname };
