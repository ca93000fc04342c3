const preset = require('@culvert/jest-preset');

const [[, compile]] = Object.entries(preset.transform);
// One of the validation libraries is there as an ES module only.
const esModules = '(arktype|arkregex|@ark)/';

module.exports = {
  ...preset,
  displayName: 'core',
  rootDir: __dirname,
  transform: { ...preset.transform, [`/node_modules/${esModules}.+\\.js$`]: compile },
  transformIgnorePatterns: [`/node_modules/(?!${esModules})`],
};
