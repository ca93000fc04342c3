import type { ScanNode, ScanView } from '../shared/scan.js';
import { trailOf } from './tree.js';
import type { Folder } from './tree.js';

/** How deep and how fine a picture is drawn. */
export interface ViewLimits {
  readonly depth: number;
  /** Entries smaller than this share of the folder shown are drawn as one. */
  readonly share: number;
  /** The most children that a folder is drawn with. */
  readonly children: number;
}

export const viewLimits: ViewLimits = { depth: 3, share: 0.002, children: 60 };

/** The picture of one folder. */
export function viewOf(folder: Folder, limits: ViewLimits = viewLimits): ScanView {
  const smallest = folder.bytes * limits.share;
  return {
    trail: trailOf(folder),
    node: draw(folder, limits, smallest, limits.depth),
    isPartial: folder.isOpen,
  };
}

function draw(folder: Folder, limits: ViewLimits, smallest: number, depth: number): ScanNode {
  const { name, bytes, files } = folder;
  if (depth === 0 || bytes === 0) return { name, kind: 'folder', bytes, files };

  const candidates: readonly (Folder | ScanNode)[] = [
    ...folder.folders,
    ...folder.largest.map((file): ScanNode => ({ ...file, kind: 'file', files: 1 })),
  ];
  const children: ScanNode[] = [];
  for (const item of [...candidates].sort((a, b) => b.bytes - a.bytes)) {
    if (item.bytes === 0 || item.bytes < smallest || children.length === limits.children) break;
    children.push('kind' in item ? item : draw(item, limits, smallest, depth - 1));
  }
  // The rest is computed from the folder's own sum, so that a picture always adds up.
  const restBytes = bytes - sum(children, (child) => child.bytes);
  const restFiles = files - sum(children, (child) => child.files);
  if (restFiles > 0) children.push({ name: '', kind: 'rest', bytes: restBytes, files: restFiles });
  return { name, kind: 'folder', bytes, files, children };
}

function sum(nodes: readonly ScanNode[], of: (node: ScanNode) => number): number {
  return nodes.reduce((total, node) => total + of(node), 0);
}
