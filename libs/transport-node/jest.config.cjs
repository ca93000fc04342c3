module.exports = { ...require('../../jest.preset.cjs'), displayName: 'transport-node', rootDir: __dirname };
