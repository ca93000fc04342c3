// `npm run matrix`: makes libs/testing/CONFORMANCE.md from what the last test run of every transport has left.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { matrixPage } from './matrix-page.mjs';

const workspaceRoot = join(import.meta.dirname, '../../../..');
const page = join(workspaceRoot, 'libs/testing/CONFORMANCE.md');

const runs = ['testing', 'transport-node', 'transport-web', 'transport-electron'].flatMap((lib) => {
  const folder = join(workspaceRoot, 'libs', lib, 'test-output/test/conformance');
  return readdirSync(folder).map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')));
});
const options = { ...(await resolveConfig(page)), filepath: page };
writeFileSync(page, await format(matrixPage(runs), options));
console.log(`written: ${page}`);
