// `npm run test:import`: makes a new Nx workspace. It takes the libs there by the commands of CONTRIBUTING.md, as
// written. It needs the network and some minutes, so `npm test` does not run it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const REPOSITORY = 'https://github.com/culvert-ipc/culvert';
const workspaceRoot = join(import.meta.dirname, '../../../..');
const folder = mkdtempSync(join(tmpdir(), 'culvert-import-'));

// npm and Nx would otherwise take the settings of this workspace.
const own = Object.entries(process.env).filter(([name]) => !/^(NX_|npm_)/.test(name));
const identity = { GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.com', GIT_COMMITTER_NAME: 'A' };
const env = {
  ...Object.fromEntries(own),
  ...identity,
  GIT_COMMITTER_EMAIL: 'a@example.com',
  CI: 'true',
  NX_DAEMON: 'false',
  NX_NO_CLOUD: 'true',
};

try {
  // The commands clone the branch `main`. Here it is the commit that is checked out.
  const origin = join(folder, 'origin');
  run(folder, `git clone --quiet '${workspaceRoot}' origin && git -C origin checkout --quiet -B main`);
  const options = '--preset=ts --packageManager=npm --nxCloud=skip --interactive=false';
  run(folder, `npx --yes create-nx-workspace@23 acme ${options}`);
  run(join(folder, 'acme'), commands().replace(REPOSITORY, `'file://${origin}'`));
  run(
    join(folder, 'acme'),
    `node --eval "import('@culvert/core').then(({ createMain }) => createMain().close())"`,
  );
  console.log('The libs were imported, built and tested in another workspace.');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @returns {string} */
function commands() {
  const page = readFileSync(join(workspaceRoot, 'CONTRIBUTING.md'), 'utf8');
  const [, section = ''] = page.split('\n## Take a lib into another workspace\n');
  const block = /^```sh\n(.*?)^```$/ms.exec(section)?.[1];
  if (!block?.includes(REPOSITORY)) throw new Error('CONTRIBUTING.md has no commands that import a lib.');
  return block;
}

/**
 * @param {string} cwd
 * @param {string} script
 */
function run(cwd, script) {
  execFileSync('bash', ['-euxo', 'pipefail', '-c', script], {
    cwd,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}
