import type { EntryInfo, ScanFs } from './scan-fs.js';

/** A folder is an object, a file its size, and anything else is said in full. */
export interface FakeFolder {
  readonly [name: string]: number | FakeFolder | Partial<EntryInfo> | 'denied';
}

const defaults: EntryInfo = { kind: 'other', bytes: 0, device: 1, inode: 0, links: 1 };

/** A file system out of an object, for specs. `'denied'` is a folder that cannot be read. */
export function createFakeFs(root: FakeFolder): ScanFs {
  function find(path: string): FakeFolder[string] {
    let at: FakeFolder[string] = root;
    for (const name of path.split('/').filter((part) => part !== '')) {
      const next: FakeFolder[string] | undefined = (at as FakeFolder)[name];
      if (next === undefined) throw new Error(`ENOENT ${path}`);
      at = next;
    }
    return at;
  }
  return {
    names: (path) => {
      const at = find(path);
      if (at === 'denied') throw new Error(`EACCES ${path}`);
      return Object.keys(at as FakeFolder);
    },
    info: (path) => {
      const at = find(path);
      if (typeof at === 'number') return { ...defaults, kind: 'file', bytes: at };
      if (at !== 'denied' && 'kind' in at) return { ...defaults, ...(at as Partial<EntryInfo>) };
      return { ...defaults, kind: 'folder' };
    },
  };
}
