module.exports = { ...require('@culvert/jest-preset'), displayName: 'protocol', rootDir: __dirname };
