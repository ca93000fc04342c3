module.exports = { ...require('../../jest.preset.cjs'), displayName: 'repo', rootDir: __dirname };
