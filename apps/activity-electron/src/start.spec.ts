import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noElectron } from '../find-electron.mjs';

jest.setTimeout(60_000);

const nowhere = mkdtempSync(join(tmpdir(), 'no-electron-'));
afterAll(() => rmSync(nowhere, { recursive: true }));

/** Without the colours that a task runner asks for: Node warns of those that contradict each other. */
const { FORCE_COLOR: _force, NO_COLOR: _no, ...plain } = process.env;

function start(env: NodeJS.ProcessEnv) {
  return spawnSync(process.execPath, [join(__dirname, '../start.mjs')], {
    encoding: 'utf8',
    env: { ...plain, ELECTRON_OVERRIDE_DIST_PATH: nowhere, ...env },
  });
}

describe('npm run electron', () => {
  it('without Electron’s binary says so in one line, and fails', () => {
    const { status, stdout, stderr } = start({ ELECTRON_SKIP_BINARY_DOWNLOAD: '1' });
    expect([status, stdout, stderr]).toEqual([1, '', `${noElectron}\n`]);
  });

  it('where it cannot be fetched either: the same line, and nothing of how that failed', () => {
    const { status, stderr } = start({
      // Nobody listens on the port of the discard service: the network is closed.
      ELECTRON_SKIP_BINARY_DOWNLOAD: '',
      ELECTRON_MIRROR: 'http://127.0.0.1:9/',
      electron_config_cache: nowhere,
    });
    expect([status, stderr]).toEqual([1, `${noElectron}\n`]);
  });
});
