import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleEntry } from '@culvert/harness';
import { workspace } from './example-folder.js';
import { Program } from './program.js';

const fake = join(workspace, 'libs/transport-electron/testing/fake-electron');

/** The elements that the page fills. A thread has no document, so each text goes to the spec. */
const PAGE = `
import { parentPort } from 'node:worker_threads';
process.on('uncaughtException', ({ message }) => parentPort.postMessage(message));
globalThis.document = {
  getElementById: (id) => ({ set textContent(text) { parentPort.postMessage(id + ' ' + text); } }),
};
await import('./dist/page.bundle.js');
`;

/**
 * Starts the built main process of an Electron app in plain Node. A fake takes the place of the package `electron`. It
 * is the fake of transport-electron. It runs the bundled preload script and page in a thread.
 */
export async function startOnFakeElectron(folder: string): Promise<Program> {
  const [electron, thread] = await Promise.all([
    bundleEntry(join(fake, 'electron-module.ts'), { platform: 'node' }),
    bundleEntry(join(fake, 'document-thread.ts'), { platform: 'node' }),
  ]);
  const page = join(folder, 'page.mjs');
  writeFileSync(page, PAGE);
  // The package itself would fetch Electron.
  const hooks = `export const resolve = (name, context, next) =>
    name === 'electron' ? { url: '${pathToFileURL(electron).href}', shortCircuit: true } : next(name, context);`;
  const alias = join(folder, 'electron-alias.mjs');
  const register = `import { register } from 'node:module';\nregister('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}));\n`;
  writeFileSync(alias, register);
  return new Program(`exec node --import ./electron-alias.mjs dist/main.js`, folder, {
    FAKE_ELECTRON_THREAD: thread,
    FAKE_ELECTRON_PAGE: page,
  });
}
