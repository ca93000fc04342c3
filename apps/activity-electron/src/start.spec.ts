import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noElectron } from '../find-electron.mjs';

jest.setTimeout(60_000);

const nowhere = mkdtempSync(join(tmpdir(), 'no-electron-'));
afterAll(() => rmSync(nowhere, { recursive: true }));

/**
 * An environment without the colours that a task runner asks for. Node warns about settings that
 * contradict each other.
 */
const { FORCE_COLOR: _force, NO_COLOR: _no, ...plain } = process.env;

function start(env: NodeJS.ProcessEnv) {
  return spawnSync(process.execPath, [join(__dirname, '../start.mjs')], {
    encoding: 'utf8',
    env: { ...plain, ELECTRON_OVERRIDE_DIST_PATH: nowhere, ...env },
  });
}

describe('npm run electron', () => {
  it('reports a missing binary of Electron in one line, and fails', () => {
    const { status, stdout, stderr } = start({ ELECTRON_SKIP_BINARY_DOWNLOAD: '1' });
    expect([status, stdout, stderr]).toEqual([1, '', `${noElectron}\n`]);
  });

  it('prints the same line, without details, if the binary cannot be fetched either', () => {
    const { status, stderr } = start({
      // No program listens on the port of the discard service, as in a closed network.
      ELECTRON_SKIP_BINARY_DOWNLOAD: '',
      ELECTRON_MIRROR: 'http://127.0.0.1:9/',
      electron_config_cache: nowhere,
    });
    expect([status, stderr]).toEqual([1, `${noElectron}\n`]);
  });
});
