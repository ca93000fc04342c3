import { lstatSync, opendirSync } from 'node:fs';

/**
 * The facts about an entry that the walk needs. Symbolic links are `other`: they are neither
 * followed nor counted.
 */
export interface EntryInfo {
  readonly kind: 'file' | 'folder' | 'other';
  readonly bytes: number;
  readonly device: number;
  readonly inode: number;
  readonly links: number;
}

/** The file system as the walk sees it. Both functions throw if the system refuses. */
export interface ScanFs {
  names(path: string): Iterable<string>;
  info(path: string): EntryInfo;
}

/** Reads folders entry by entry, so that one with a million files is never in memory as a whole. */
export const nodeScanFs: ScanFs = {
  *names(path) {
    const folder = opendirSync(path, { bufferSize: 256 });
    try {
      for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) yield entry.name;
    } finally {
      folder.closeSync();
    }
  },
  info: (path) => {
    const stats = lstatSync(path);
    return {
      kind: stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other',
      bytes: stats.size,
      device: stats.dev,
      inode: stats.ino,
      links: stats.nlink,
    };
  },
};
