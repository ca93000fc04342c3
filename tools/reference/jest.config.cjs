module.exports = { ...require('@culvert/jest-preset'), displayName: 'reference', rootDir: __dirname };
