import { readJsonFile, workspaceRoot, writeJsonFile } from '@nx/devkit';
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const libs = readdirSync(join(workspaceRoot, 'libs'))
  .map((name) => `libs/${name}`)
  .sort((one, other) => one.localeCompare(other));
const nx = require.resolve('nx/bin/nx.js');
const { version } = readJsonFile<{ version: string }>(join(workspaceRoot, 'libs/core/package.json'));
const nextVersion = afterBreakingChange(version);
const changelog = readFileSync(join(workspaceRoot, 'CHANGELOG.md'), 'utf8');
// Nx takes 3 s for a plan on an idle machine.
const RELEASE_MS = 120_000;

/**
 * A repository with the packages and the release settings of this one, and commits of its own.
 * `npm test` may run in a checkout without history.
 */
describe('nx release', () => {
  let repository: string;

  beforeAll(() => {
    repository = mkdtempSync(join(tmpdir(), 'culvert-release-'));
    const { release } = readJsonFile<{ release: object }>(join(workspaceRoot, 'nx.json'));
    writeJsonFile(join(repository, 'nx.json'), { release, analytics: false });
    writeJsonFile(join(repository, 'package.json'), { name: 'culvert', workspaces: ['libs/*'] });
    writeFileSync(join(repository, '.gitignore'), 'node_modules\n.nx\n');
    copyFileSync(join(workspaceRoot, 'CHANGELOG.md'), join(repository, 'CHANGELOG.md'));
    symlinkSync(join(workspaceRoot, 'node_modules'), join(repository, 'node_modules'));
    for (const lib of libs) {
      mkdirSync(join(repository, lib), { recursive: true });
      copyFileSync(join(workspaceRoot, lib, 'package.json'), join(repository, lib, 'package.json'));
    }
    git('init', '--quiet', '--initial-branch=main');
    git('add', '--all');
    commit('feat(core): add channels');
  });

  afterAll(() => rmSync(repository, { recursive: true }));

  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: repository });

  function run(...args: readonly string[]): string {
    // Nx runs this spec. Its own variables would lead the second Nx to this workspace.
    const own = Object.entries(process.env).filter(([name]) => !name.startsWith('NX_'));
    const env = {
      ...Object.fromEntries(own),
      NX_DAEMON: 'false',
      NX_NO_CLOUD: 'true',
      NO_COLOR: '1',
      CI: 'true',
    };
    return execFileSync(process.execPath, args, { cwd: repository, env, encoding: 'utf8', stdio: 'pipe' });
  }

  function commit(message: string): void {
    const author = ['-c', 'user.name=A', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false'];
    git(...author, 'commit', '--quiet', '--message', message);
  }

  function change(lib: string, message: string): void {
    writeFileSync(join(repository, lib, 'change.txt'), message);
    git('add', '--all');
    commit(message);
  }

  /** The plan of a release: Nx prints the new lines of each file. */
  function dryRun(...args: readonly string[]): string {
    const plan = run(nx, 'release', ...args, '--dry-run', '--skip-publish');
    expect(git('status', '--porcelain').toString()).toBe('');
    return plan;
  }

  const versionsIn = (plan: string) =>
    [...plan.matchAll(/New version (\S+) written to manifest: (\S+)\/package\.json/g)]
      .map(([, newVersion, lib]) => ({ lib, newVersion }))
      .sort((one, other) => one.lib!.localeCompare(other.lib!));
  const allWith = (newVersion: string) => libs.map((lib) => ({ lib, newVersion }));

  it(
    'releases the first version as the packages have it, under the changelog written by hand',
    () => {
      const plan = dryRun(version, '--first-release');

      expect(versionsIn(plan)).toEqual(allWith(version));
      expect(plan).toContain(`Previewing an entry in CHANGELOG.md for v${version}`);
      expect(plan).toContain('There was no diff detected for the changelog entry.');
      expect(changelog).toContain(`## ${version} `);
    },
    RELEASE_MS,
  );

  it(
    'gives all packages one version, and writes the changelog from the commits since the last tag',
    () => {
      git('tag', `v${version}`);
      change('libs/core', 'feat(core)!: name channels by symbols');
      change('libs/router', 'fix(router): end an epoch once');
      change('libs/transport-web', 'perf(transport-web): write fewer frames');
      change('libs/protocol', 'docs(protocol): explain frames');

      const plan = dryRun();
      const siblings = [...plan.matchAll(/^\+ +"@culvert\/[\w-]+": "(.+)"/gm)].map(([, range]) => range);
      const section = plan.split(`+ ## ${nextVersion} (`)[1]?.split(`## ${version} `)[0];

      expect(versionsIn(plan)).toEqual(allWith(nextVersion));
      expect(siblings.length).toBeGreaterThan(libs.length);
      expect(new Set(siblings)).toEqual(new Set([`^${nextVersion}`]));
      expect(section).toMatch(/Features\s[^]*name channels by symbols/);
      expect(section).toMatch(/Fixes\s[^]*end an epoch once/);
      expect(section).toMatch(/Speed\s[^]*write fewer frames/);
      expect(section).toMatch(/Breaking Changes\s[^]*name channels by symbols/);
      expect(section).not.toContain('explain frames');
    },
    RELEASE_MS,
  );
});

/** Before 1.0, a breaking change is a minor version: no range `^0.1.0` takes it. */
function afterBreakingChange(version: string): string {
  const [major, minor] = version.split('.').map(Number);
  return major === 0 ? `0.${minor! + 1}.0` : `${major! + 1}.0.0`;
}
