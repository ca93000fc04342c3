const swc = require('@swc/jest');

/** Compiles as the preset does. In the file of a planted bug, it replaces the text first. */
module.exports = {
  createTransformer(options) {
    const { mutant, ...swcOptions } = options;
    const inner = swc.createTransformer(swcOptions);
    const planted = (source, path) =>
      path.endsWith(`/${mutant.file}`) ? source.replace(mutant.find, () => mutant.replace) : source;
    return {
      ...inner,
      process: (source, path, settings) => inner.process(planted(source, path), path, settings),
      getCacheKey: (source, path, settings) => inner.getCacheKey(planted(source, path), path, settings),
    };
  },
};
