import { statfs } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import type { Place } from '../../shared/scan.js';

/** Folders that users often scan, with the room on the file system of each. */
export async function listPlaces(): Promise<readonly Place[]> {
  const candidates: readonly (readonly [label: string, path: string])[] = [
    ['Home', homedir()],
    ['Whole disk', '/'],
    ['This project', process.cwd()],
    ['Temporary files', tmpdir()],
  ];
  const seen = new Set<string>();
  const places = candidates.map(async ([label, path]) => {
    if (seen.has(path)) return [];
    seen.add(path);
    try {
      const { bsize, blocks, bavail } = await statfs(path);
      return [{ label, path, total: blocks * bsize, free: bavail * bsize }];
    } catch {
      return [];
    }
  });
  return (await Promise.all(places)).flat();
}
