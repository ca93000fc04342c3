module.exports = { ...require('@culvert/jest-preset'), displayName: 'transport-kit', rootDir: __dirname };
