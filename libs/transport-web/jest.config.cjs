module.exports = { ...require('@culvert/jest-preset'), displayName: 'transport-web', rootDir: __dirname };
