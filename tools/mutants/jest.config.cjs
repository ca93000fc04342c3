module.exports = { ...require('@culvert/jest-preset'), displayName: 'mutants', rootDir: __dirname };
