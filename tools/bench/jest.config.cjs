module.exports = { ...require('@culvert/jest-preset'), displayName: 'bench', rootDir: __dirname };
