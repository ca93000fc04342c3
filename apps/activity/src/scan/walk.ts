import { join } from 'node:path';
import { createBudget } from './budget.js';
import type { ScanFs } from './scan-fs.js';
import { credit, openFolder } from './tree.js';
import type { Folder } from './tree.js';

/** The position of the walk, and its counts so far. */
export interface Walk {
  readonly root: Folder;
  at: string;
  folders: number;
  errors: number;
  mounts: number;
  /** Does one piece of work at a time, and ends after the last one. */
  readonly steps: Iterator<void, void>;
}

/** A folder on the way down, with the folders in it that are still to be entered. */
interface Level {
  readonly folder: Folder;
  readonly path: string;
  readonly waiting: string[];
}

const entriesPerStep = 128;
const mostNames = 100_000;
const mostLinks = 500_000;

/**
 * A walk over everything below `path`, depth first, in steps that a caller takes between its other
 * work. It stays on one file system, so that the root folder does not lead into /proc. It counts a
 * file with several hard links once. It counts entries that it may not read as errors, and goes on.
 *
 * @throws the error of the system if `path` itself cannot be read
 */
export function createWalk(path: string, fs: ScanFs, most = mostNames): Walk {
  const { device } = fs.info(path);
  const root = openFolder(path);
  const walk: Walk = { root, at: path, folders: 0, errors: 0, mounts: 0, steps: run() };
  const budget = createBudget(most);
  const linked = new Set<number>();
  return walk;

  function* run(): Generator<void, void> {
    const first: Level = { folder: root, path, waiting: [] };
    yield* readLevel(first);
    const levels = [first];
    for (let level = levels.at(-1); level !== undefined; level = levels.at(-1)) {
      const name = level.waiting.pop();
      if (name === undefined) {
        budget.close(level.folder);
        levels.pop();
        continue;
      }
      const folder = openFolder(name, level.folder);
      budget.addFolder(root);
      const next: Level = { folder, path: join(level.path, name), waiting: [] };
      levels.push(next);
      yield* readLevel(next);
    }
    walk.at = path;
  }

  /** Counts the files of one folder and notes its folders. */
  function* readLevel({ folder, path: at, waiting }: Level): Generator<void, void> {
    walk.at = at;
    walk.folders++;
    let bytes = 0;
    let files = 0;
    let entries = 0;
    try {
      for (const name of fs.names(at)) {
        const size = readEntry(folder, at, name, waiting);
        if (size !== undefined) {
          bytes += size;
          files++;
        }
        entries++;
        if (entries % entriesPerStep !== 0) continue;
        credit(folder, bytes, files);
        bytes = files = 0;
        yield;
      }
    } catch {
      walk.errors++;
    }
    credit(folder, bytes, files);
    yield;
  }

  /** The size of a file that counts; undefined for everything else. */
  function readEntry(folder: Folder, at: string, name: string, waiting: string[]): number | undefined {
    try {
      const info = fs.info(join(at, name));
      if (info.kind === 'folder') {
        if (info.device === device) waiting.push(name);
        else walk.mounts++;
        return undefined;
      }
      if (info.kind !== 'file' || isSeenBefore(info.inode, info.links)) return undefined;
      budget.addFile(folder, name, info.bytes);
      return info.bytes;
    } catch {
      walk.errors++;
      return undefined;
    }
  }

  function isSeenBefore(inode: number, links: number): boolean {
    if (links < 2) return false;
    if (linked.has(inode)) return true;
    // Beyond this many links, a file may count twice. That is better than running out of memory.
    if (linked.size < mostLinks) linked.add(inode);
    return false;
  }
}
