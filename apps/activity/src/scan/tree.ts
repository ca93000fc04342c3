/** A file large enough to be kept by name. */
export interface FileEntry {
  readonly name: string;
  readonly bytes: number;
}

/** A folder with everything below it added up. Grows while the walk is inside. */
export interface Folder {
  readonly name: string;
  readonly parent: Folder | undefined;
  bytes: number;
  files: number;
  folders: Folder[];
  /** The largest ones, in no order. */
  largest: FileEntry[];
  /** Entries that are only kept as a sum: small files, and small folders that are done. */
  rest: { bytes: number; files: number };
  isOpen: boolean;
}

/** A folder that the walk now enters. */
export function openFolder(name: string, parent?: Folder): Folder {
  const folder: Folder = {
    name,
    parent,
    bytes: 0,
    files: 0,
    folders: [],
    largest: [],
    rest: { bytes: 0, files: 0 },
    isOpen: true,
  };
  parent?.folders.push(folder);
  return folder;
}

/** Adds files that were found in `folder` to it and to every folder around it. */
export function credit(folder: Folder, bytes: number, files: number): void {
  for (let at: Folder | undefined = folder; at !== undefined; at = at.parent) {
    at.bytes += bytes;
    at.files += files;
  }
}

/** The folder at the end of `trail`, or the last one on the way that is still kept by name. */
export function followTrail(root: Folder, trail: readonly string[]): Folder {
  let folder = root;
  for (const name of trail) {
    const next = folder.folders.find((candidate) => candidate.name === name);
    if (next === undefined) return folder;
    folder = next;
  }
  return folder;
}

/** The names from the root to `folder`, the root's own left out. */
export function trailOf(folder: Folder): readonly string[] {
  const trail: string[] = [];
  for (let at = folder; at.parent !== undefined; at = at.parent) trail.unshift(at.name);
  return trail;
}
