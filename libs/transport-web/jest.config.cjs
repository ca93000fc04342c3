module.exports = { ...require('../../jest.preset.cjs'), displayName: 'transport-web', rootDir: __dirname };
