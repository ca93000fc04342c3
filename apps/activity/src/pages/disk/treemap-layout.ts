import { hierarchy, treemap, treemapSquarify } from 'd3-hierarchy';
import type { HierarchyRectangularNode } from 'd3-hierarchy';
import type { ScanNode } from '../../shared/scan.js';

/** One rectangle of the picture. */
export interface Tile {
  readonly node: ScanNode;
  /** Names from the folder that is shown down to this one. */
  readonly trail: readonly string[];
  readonly depth: number;
  /**
   * The number of its colour. All tiles in one child of the folder shown share it. Below a dominant
   * child, all tiles in one grandchild share it.
   */
  readonly family: number;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** True if its name is on a bar of its own, with its contents below. */
  readonly hasBar: boolean;
}

/** Height of a tile's bar, in pixels. `.tile-label` in disk.css has the same height. */
const bar = 21;
/**
 * A child above this share of the folder is dominant. Its own children get a colour each, because
 * one colour would tell nothing.
 */
const dominance = 0.6;
/** A folder smaller than this is drawn as a block, without its contents. */
const smallestNest = { width: 60, height: 50 };
const smallestTile = 3;

/** The rectangles of a folder's picture. Outer ones come before the inner ones that cover them. */
export function layOut(root: ScanNode, width: number, height: number): readonly Tile[] {
  if (width <= 0 || height <= 0 || root.bytes <= 0) return [];
  const tree = hierarchy<ScanNode>(root, ({ children }) => (children ? [...children] : undefined))
    // Only leaves count, because the sum of a folder is the sum of its drawn contents.
    .sum(({ children, bytes }) => (children === undefined ? bytes : 0))
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const placed = treemap<ScanNode>()
    .tile(treemapSquarify.ratio(1.3))
    .size([width, height])
    .round(true)
    .paddingInner(2)
    .paddingOuter((node) => (node.depth === 0 ? 0 : 2))
    .paddingTop((node) => (node.depth === 0 ? 0 : bar))(tree);
  const tiles: Tile[] = [];
  for (const child of placed.children ?? []) {
    const isDominant = (child.value ?? 0) > dominance * (placed.value ?? 0);
    place(child, isDominant, indexOf(child), [], tiles);
  }
  return tiles;
}

/** The place among the children before d3 sorted them. The list beside the picture counts the same. */
function indexOf({ data, parent }: HierarchyRectangularNode<ScanNode>): number {
  return parent?.data.children?.indexOf(data) ?? 0;
}

function place(
  at: HierarchyRectangularNode<ScanNode>,
  isInDominant: boolean,
  family: number,
  above: readonly string[],
  tiles: Tile[],
): void {
  const size = { width: at.x1 - at.x0, height: at.y1 - at.y0 };
  if (size.width < smallestTile || size.height < smallestTile) return;
  const trail = [...above, at.data.name];
  const hasBar =
    at.children !== undefined && size.width >= smallestNest.width && size.height >= smallestNest.height;
  tiles.push({ node: at.data, trail, depth: at.depth, family, left: at.x0, top: at.y0, ...size, hasBar });
  if (!hasBar) return;
  for (const child of at.children ?? []) {
    const inner = isInDominant && at.depth === 1 ? indexOf(child) : family;
    place(child, isInDominant, inner, trail, tiles);
  }
}
