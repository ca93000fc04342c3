module.exports = { ...require('@culvert/jest-preset'), displayName: 'transport-node', rootDir: __dirname };
