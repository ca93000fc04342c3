// `npm run electron`: builds both apps, then becomes Electron.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fetchElectron, findElectron, noElectron } from './find-electron.mjs';

const root = import.meta.dirname;

const electron = findElectron() ?? fetchElectron();
if (electron === undefined) {
  console.error(noElectron);
  process.exit(1);
}
for (const app of ['activity', 'activity-electron']) {
  const { status } = spawnSync(process.execPath, [join(root, '..', app, 'build.mjs')], { stdio: 'inherit' });
  if (status !== 0) process.exit(1);
}
const child = spawn(electron, [join(root, 'dist/main.js'), ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill());
child.on('exit', (code) => process.exit(code ?? 1));
