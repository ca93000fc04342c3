import type { Folder } from './tree.js';

/**
 * Limits the number of names in the tree, on disks of any size: small entries are kept as a sum.
 */
export interface Budget {
  /** A file joins its folder. */
  addFile(folder: Folder, name: string, bytes: number): void;
  /** A folder joins its parent's list. */
  addFolder(root: Folder): void;
  /** The walk leaves a folder. If the folder is small, its parent keeps only its sum. */
  close(folder: Folder): void;
  /** Below this, things are kept as sums. */
  readonly threshold: number;
  readonly kept: number;
}

const filesPerFolder = 64;
const firstThreshold = 4096;

/** A budget of `most` names. Each time it is used up, the threshold doubles until half of it is free again. */
export function createBudget(most: number): Budget {
  let threshold = 0;
  let kept = 1;

  function forgetBelow(folder: Folder): void {
    const small = folder.largest.filter(({ bytes }) => bytes < threshold);
    for (const file of small) addToRest(folder, file.bytes, 1);
    folder.largest = folder.largest.filter(({ bytes }) => bytes >= threshold);
    kept -= small.length;
    folder.folders = folder.folders.filter((child) => {
      if (child.isOpen || child.bytes >= threshold) {
        forgetBelow(child);
        return true;
      }
      addToRest(folder, child.bytes, child.files);
      kept -= namesIn(child);
      return false;
    });
  }

  function makeRoom(root: Folder): void {
    while (kept > most / 2 && threshold < Number.MAX_SAFE_INTEGER / 2) {
      threshold = Math.max(firstThreshold, threshold * 2);
      forgetBelow(root);
    }
  }

  return {
    addFile: (folder, name, bytes) => {
      if (bytes < threshold) return addToRest(folder, bytes, 1);
      folder.largest.push({ name, bytes });
      kept++;
      // Cutting at twice the number makes an addition cheap.
      if (folder.largest.length >= 2 * filesPerFolder) kept -= cutFiles(folder);
    },
    addFolder: (root) => {
      kept++;
      if (kept > most) makeRoom(root);
    },
    close: (folder) => {
      folder.isOpen = false;
      if (folder.largest.length > filesPerFolder) kept -= cutFiles(folder);
      const { parent } = folder;
      if (parent === undefined || folder.bytes >= threshold) return;
      parent.folders = parent.folders.filter((child) => child !== folder);
      addToRest(parent, folder.bytes, folder.files);
      kept -= namesIn(folder);
    },
    get threshold() {
      return threshold;
    },
    get kept() {
      return kept;
    },
  };
}

/** Leaves the largest files by name and answers how many names that has freed. */
function cutFiles(folder: Folder): number {
  const sorted = [...folder.largest].sort((a, b) => b.bytes - a.bytes);
  folder.largest = sorted.slice(0, filesPerFolder);
  for (const { bytes } of sorted.slice(filesPerFolder)) addToRest(folder, bytes, 1);
  return sorted.length - folder.largest.length;
}

function addToRest(folder: Folder, bytes: number, files: number): void {
  folder.rest.bytes += bytes;
  folder.rest.files += files;
}

function namesIn(folder: Folder): number {
  return folder.folders.reduce((sum, child) => sum + namesIn(child), 1 + folder.largest.length);
}
