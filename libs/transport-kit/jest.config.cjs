module.exports = { ...require('../../jest.preset.cjs'), displayName: 'transport-kit', rootDir: __dirname };
