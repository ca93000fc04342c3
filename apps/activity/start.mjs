// `npm start`: builds the missing parts, then becomes the main process itself.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { isBuilt } from './is-built.mjs';

if (!isBuilt()) {
  console.log('Building the app, which takes a few seconds…');
  const start = performance.now();
  // Runs in its own process, so that main does not keep the memory of the build tools.
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, 'build.mjs')], {
    stdio: 'inherit',
  });
  if (status !== 0) {
    console.error('The build failed, see above.');
    process.exit(1);
  }
  console.log(`Built in ${((performance.now() - start) / 1000).toFixed(1)} s.`);
}
await import('./dist/main.js');
