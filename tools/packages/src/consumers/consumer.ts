import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { tarballsFolder } from '../pack-once.mjs';
import { userEnvironment } from '../user-environment.js';

const packagesRoot = join(__dirname, '../..');
const workspaceModules = join(packagesRoot, '../../node_modules');
const olderModules = join(packagesRoot, 'consumers/older/node_modules');

export interface Run {
  readonly status: number | null;
  /** The text that the program printed, on both streams. */
  readonly output: string;
}

/**
 * A project outside the workspace that has installed Culvert from its tarballs. The other packages
 * are those that the lock file of the workspace pins, so a run needs no network.
 */
export class Consumer {
  readonly root = mkdtempSync(join(tmpdir(), 'culvert-consumer-'));
  private readonly modules = join(this.root, 'node_modules');

  /**
   * @param older The packages of `consumers/older` that the project has in place of the workspace's.
   */
  constructor(older: readonly string[] | 'all' = []) {
    mkdirSync(this.modules);
    for (const name of older === 'all' ? packageNames(olderModules) : older) {
      this.link(name, join(olderModules, name));
    }
    for (const modules of [join(packagesRoot, 'node_modules'), workspaceModules]) {
      for (const name of packageNames(modules)) this.link(name, join(modules, name));
    }
    for (const tarball of readdirSync(tarballsFolder)) this.extract(tarball);
  }

  /** Copies a folder of `tools/packages/consumers` into the project, or a file to a path in it. */
  add(source: string, target = '.'): this {
    cpSync(join(packagesRoot, 'consumers', source), join(this.root, target), { recursive: true });
    return this;
  }

  /**
   * Writes a package.json. The folders in `consumers` have none, because Nx would take them for
   * projects of this workspace.
   */
  describe(folder: string, manifest: object): this {
    writeFileSync(join(this.root, folder, 'package.json'), JSON.stringify({ private: true, ...manifest }));
    return this;
  }

  /** Runs a program of an installed package: `node node_modules/NAME/PATH …`. */
  runPackage(path: string, args: readonly string[], folder = '.'): Run {
    return this.runNode([join(this.modules, path), ...args], folder);
  }

  runNode(args: readonly string[], folder = '.'): Run {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: join(this.root, folder),
      encoding: 'utf8',
      env: userEnvironment(),
      timeout: 120_000,
    });
    return { status, output: `${stdout}${stderr}` };
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  private link(name: string, folder: string): void {
    const path = join(this.modules, name);
    mkdirSync(dirname(path), { recursive: true });
    try {
      symlinkSync(folder, path);
    } catch (error) {
      // The project has another version.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }

  private extract(tarball: string): void {
    const folder = join(this.modules, '@culvert', basename(tarball).replace(/^culvert-|-[\d.]+\.tgz$/g, ''));
    mkdirSync(folder, { recursive: true });
    execFileSync('tar', ['xzf', join(tarballsFolder, tarball), '-C', folder, '--strip-components=1']);
  }
}

/** The names of the packages in a folder. Culvert's own are left out: the project installs them. */
function packageNames(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.') && name !== '@culvert')
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(folder, name)).map((inner) => `${name}/${inner}`) : [name],
    );
}
