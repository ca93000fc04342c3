module.exports = { ...require('@culvert/jest-preset'), displayName: 'fuzz', rootDir: __dirname };
