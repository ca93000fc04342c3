export { entriesOf } from './lib/entries.mjs';
export { packLibs, packageRoots, readManifest } from './lib/pack.mjs';
