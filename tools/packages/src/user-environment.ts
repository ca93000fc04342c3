/** The variables by which npm, Nx and Jest tell their own processes where and how to run. */
const OF_THIS_TEST =
  /^(npm_(?!config_)|npm_config_(local_|global_)?prefix|NODE_OPTIONS|NODE_ENV|FORCE_COLOR|INIT_CWD|NX_|JEST_)/i;

/**
 * The environment of a user's terminal. The variables of the `npm test` around a spec would move the folder that npm
 * installs into.
 */
export function userEnvironment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !OF_THIS_TEST.test(name));
  return { ...Object.fromEntries(own), NO_COLOR: '1', ...more };
}
